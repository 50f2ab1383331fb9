using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.Hosting.Garnet;

/// <summary>Adds Garnet servers to the app model.</summary>
public static class GarnetBuilderExtensions
{
    private const string ImageRegistry = "ghcr.io";
    private const string Image = "microsoft/garnet";
    private const string ImageTag = "2.1.0";
    private const string ToolVersion = "2.2.8";
    private const int Port = 6379;

    /// <summary>Adds a Garnet container.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource, which is also that of its connection string.</param>
    /// <param name="port">The port on the host; by default any free one.</param>
    /// <param name="password">The parameter with the password; by default a generated one, <c>{name}-password</c>.</param>
    /// <returns>The resource.</returns>
    /// <example>
    /// <code lang="csharp">
    /// var cache = builder.AddGarnet("cache");
    /// builder.AddProject&lt;Projects.Api&gt;("api").WithReference(cache);
    /// </code>
    /// </example>
    public static IResourceBuilder<GarnetResource> AddGarnet(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var garnet = new GarnetResource(name, PasswordOf(builder, name, password));
        return builder.AddResource(garnet)
            .WithEndpoint(port: port, targetPort: Port, name: GarnetResource.EndpointName)
            .WithImage(Image, ImageTag)
            .WithImageRegistry(ImageRegistry)
            .WithIconName("Database")
            .WithPingCheck(garnet)
            // The server takes its password only as an argument. Through a shell, the container's own arguments do not contain it.
            .WithEntrypoint("/bin/sh")
            .WithEnvironment("GARNET_PASSWORD", garnet.PasswordParameter)
            .WithArgs("-c", "/app/GarnetServer --protected-mode no --auth Password --password \"$GARNET_PASSWORD\"");
    }

    /// <summary>Adds Garnet as a process: the .NET tool <c>garnet-server</c>, listening on loopback alone.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource, which is also that of its connection string.</param>
    /// <param name="port">The port; by default any free one.</param>
    /// <param name="password">The parameter with the password; by default a generated one, <c>{name}-password</c>.</param>
    /// <returns>The resource.</returns>
    /// <remarks>Only for run mode: a tool has no image, so <c>publish</c> has nothing to deploy.</remarks>
    /// <example>
    /// <code lang="csharp">
    /// var cache = builder.AddGarnetTool("cache");
    /// </code>
    /// </example>
    public static IResourceBuilder<GarnetToolResource> AddGarnetTool(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // In the model, so that the dashboard lists it, masked.
        password ??= builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);
        var garnet = new GarnetToolResource(name, password.Resource);
        var users = new GarnetUsers(Path.Combine(RunFolder.Of(builder).Reserve(name), "users.acl"));
        return builder.AddDotnetTool(garnet)
            .WithAnnotation(new GarnetUsersAnnotation(users))
            .WithToolVersion(ToolVersion)
            .WithEndpoint(port: port, name: GarnetResource.EndpointName, isProxied: false)
            .WithIconName("Database")
            .WithPingCheck(garnet)
            .WithArgs(context =>
            {
                var target = garnet.PrimaryEndpoint.Property(EndpointProperty.TargetPort);
                foreach (var argument in (object[])["--port", target, "--bind", "127.0.0.1", "--memory", "128m", "--index", "16m", "--auth", "ACL", "--acl-file", users.Path])
                {
                    context.Args.Add(argument);
                }
            })
            .OnBeforeResourceStarted(async (resource, _, cancellationToken) =>
                users.Write((await resource.Password.GetValueAsync(cancellationToken).ConfigureAwait(false))!));
    }

    private static ParameterResource PasswordOf(IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource>? password) =>
        // StackExchange.Redis reads a comma in a password as the end of it (StackExchange/StackExchange.Redis#680).
        password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);

    private static IResourceBuilder<T> WithPingCheck<T>(this IResourceBuilder<T> builder, T garnet)
        where T : IGarnetResource
    {
        var key = $"{garnet.Name}_ping";
        builder.ApplicationBuilder.Services.AddKeyedSingleton(key, (_, _) => new GarnetHealthCheck(garnet));
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(key, services => services.GetRequiredKeyedService<GarnetHealthCheck>(key), failureStatus: null, tags: null));
        return builder.WithHealthCheck(key);
    }
}

/// <summary>Where the users of a Garnet process are.</summary>
internal sealed record GarnetUsersAnnotation(GarnetUsers Users) : IResourceAnnotation;
