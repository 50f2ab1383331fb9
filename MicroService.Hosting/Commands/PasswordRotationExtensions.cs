using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Garnet;
using MicroService.Hosting.Mounts;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace MicroService.Hosting.Commands;

/// <summary>A dashboard command that gives a Garnet process a new password while a service uses it.</summary>
public static class PasswordRotationExtensions
{
    /// <summary>The name of the command.</summary>
    public const string RotateCommand = "rotate-cache-password";

    private const string Counter = "secret_rotations_total";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the command <c>rotate-cache-password</c> to a service.</summary>
    /// <remarks>
    /// The steps are those of <c>docs/operations.md</c>: Garnet takes a second password, the service's mounted secret changes, the
    /// service connects with it, and only then the old password is removed. No request fails meanwhile.
    /// </remarks>
    /// <param name="builder">A service with <see cref="MountResourceBuilderExtensions.WithMountedConnectionString{T}"/> of the cache.</param>
    /// <param name="endpointName">The management endpoint, whose metrics count rotations.</param>
    /// <param name="cache">The Garnet process.</param>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">The service has no mounted folders.</exception>
    public static IResourceBuilder<T> WithPasswordRotation<T>(this IResourceBuilder<T> builder, string endpointName, IResourceBuilder<GarnetToolResource> cache)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cache);
        builder.ApplicationBuilder.Services.AddHttpClient();
        var folders = MountResourceBuilderExtensions.FoldersOf(builder.Resource);
        var management = builder.GetEndpoint(endpointName);
        return builder.WithCommand(RotateCommand, "Rotate the cache's password", context => RotateAsync(context, cache.Resource, folders, management), new CommandOptions
        {
            Description = "Gives the cache a new password and the service a new secret, without a restart of either.",
            ConfirmationMessage = "Rotate the cache's password? Requests go on meanwhile.",
            IconName = "KeyReset",
            UpdateState = ChaosCommandExtensions.WhileRunning,
        });
    }

    private static async Task<ExecuteCommandResult> RotateAsync(ExecuteCommandContext context, GarnetToolResource cache, MountedFolders folders, EndpointReference management)
    {
        var service = new ServiceManagement(context.Services.GetRequiredService<IHttpClientFactory>().CreateClient(), management);
        var label = $"secret=\"{cache.Name}\"";
        try
        {
            var before = await service.CounterAsync(Counter, label, context.CancellationToken).ConfigureAwait(false);
            var connection = await ConnectionMultiplexer.ConnectAsync((await cache.ConnectionStringExpression.GetValueAsync(context.CancellationToken).ConfigureAwait(false))!).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var password = GarnetPassword.Generate();
                await GarnetUsers.AddPasswordAsync(connection, password).ConfigureAwait(false);
                cache.Password.Replace(password);
                var users = cache.Annotations.OfType<GarnetUsersAnnotation>().Single().Users;
                users.Write(password);
                var connectionString = (await cache.ConnectionStringExpression.GetValueAsync(context.CancellationToken).ConfigureAwait(false))!;
                folders.SetSecret(MountResourceBuilderExtensions.KeyOf(cache), connectionString);
                if (!await HasRotatedAsync(service, label, before, context.CancellationToken).ConfigureAwait(false))
                {
                    return CommandResults.Failure(
                        $"{context.ResourceName} has not connected with the new password within {Timeout.TotalSeconds} seconds. Every password of {cache.Name} still works; rotate again.");
                }

                await GarnetUsers.SetPasswordAsync(connection, password).ConfigureAwait(false);
            }

            return CommandResults.Success($"{context.ResourceName} uses the new password of {cache.Name}, and the old one no longer works.");
        }
        catch (Exception exception) when (exception is HttpRequestException or RedisException or TimeoutException)
        {
            return CommandResults.Failure($"The rotation of {cache.Name} did not finish, and the old password may still work: {exception.Message}");
        }
    }

    private static async Task<bool> HasRotatedAsync(ServiceManagement service, string label, double before, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            await service.WaitForCounterAsync(Counter, label, before, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
