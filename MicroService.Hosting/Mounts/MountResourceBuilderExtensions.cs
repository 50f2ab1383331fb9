using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Mounts;

/// <summary>Gives services of the inner loop their settings and secrets as files, as Kubernetes mounts them.</summary>
public static class MountResourceBuilderExtensions
{
    /// <summary>How soon a service with the service defaults takes a changed file.</summary>
    private const string PollInterval = "1s";

    /// <summary>Gives a service with the service defaults a folder of settings and a folder of secrets, which it follows while it runs.</summary>
    /// <remarks>
    /// The folders belong to this run and are removed when it ends. Commands such as
    /// <see cref="Commands.ChaosCommandExtensions.WithChaosCommands{T}"/> change settings through them.
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <returns>The service.</returns>
    public static IResourceBuilder<T> WithMountedFolders<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        var run = RunFolder.Of(builder.ApplicationBuilder);
        var folders = new MountedFolders(run.Reserve(builder.Resource.Name, "config"), run.Reserve(builder.Resource.Name, "secrets"));
        return builder
            .WithAnnotation(folders, ResourceAnnotationMutationBehavior.Replace)
            .WithEnvironment("Configuration__ConfigFolder", folders.Config)
            .WithEnvironment("Configuration__SecretsFolder", folders.Secrets)
            .WithEnvironment("Configuration__PollInterval", PollInterval);
    }

    /// <summary>
    /// Gives a service the connection string of a resource as a mounted secret, <c>ConnectionStrings__{name}</c>. Unlike the environment
    /// variable of <c>WithReference</c>, it can change while the service runs.
    /// </summary>
    /// <param name="builder">A service with <see cref="WithMountedFolders{T}"/>.</param>
    /// <param name="source">The resource to connect to.</param>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">The service has no mounted folders.</exception>
    public static IResourceBuilder<T> WithMountedConnectionString<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(source);
        var folders = FoldersOf(builder.Resource);
        return builder
            .WithReferenceRelationship(source)
            .OnBeforeResourceStarted(async (_, _, cancellationToken) =>
                folders.SetSecret(KeyOf(source.Resource), await source.Resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false) ?? ""));
    }

    /// <summary>The key of a resource's connection string.</summary>
    internal static string KeyOf(IResourceWithConnectionString source) => $"ConnectionStrings:{source.Name}";

    /// <summary>The folders of a resource.</summary>
    internal static MountedFolders FoldersOf(IResource resource) =>
        resource.Annotations.OfType<MountedFolders>().LastOrDefault()
        ?? throw new InvalidOperationException($"{resource.Name} has no mounted folders. Call {nameof(WithMountedFolders)} first.");
}
