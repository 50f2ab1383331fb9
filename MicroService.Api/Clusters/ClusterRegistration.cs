using MicroService.Cluster.Discovery;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Resilience;

namespace MicroService.Api.Clusters;

/// <summary>Registers the cluster.</summary>
public static class ClusterRegistration
{
    /// <summary>The dependency's name in health, settings, metrics and logs.</summary>
    public const string Name = "kubernetes";

    // A scan has eight requests under way, and a server that is short of time asks to wait with 429.
    private static readonly DependencyOptions Defaults = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(60),
        AttemptTimeout = TimeSpan.FromSeconds(20),
        Retries = 3,
        RetryDelay = TimeSpan.FromMilliseconds(250),
        BreakerMinimumThroughput = 10,
        BreakerSampling = TimeSpan.FromSeconds(60),
        BreakerBreak = TimeSpan.FromSeconds(5),
        Concurrency = 16,
        Queue = 256,
    };

    /// <summary>Adds <see cref="ClusterAccess"/> and the dependency that its calls are; needs resilience.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddValidatedOptions<ClusterOptions>();
        services.AddMetrics().AddSingleton<ClusterMetrics>().AddSingleton<ClusterAccess>();
        services.AddHttpDependency(Name, Defaults)
            // The client lives as long as the service, and its connections don't.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new ClusterLink.End())
            .RemoveAllLoggers();
        return services.AddDependency(Name, DependencyReadiness.Optional, static (provider, token) => CheckAsync(provider.GetRequiredService<ClusterAccess>(), token));
    }

    // What nobody has asked for is not connected to.
    private static async ValueTask CheckAsync(ClusterAccess cluster, CancellationToken cancellationToken)
    {
        if (cluster.Connection is not null)
        {
            await new ApiDiscovery(await cluster.GetAsync(cancellationToken).ConfigureAwait(false)).ReadVersionAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
