using System.Net;
using MicroService.Api.Workloads;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Resilience;

namespace MicroService.Api.RightSizing;

/// <summary>Registers sizes.</summary>
public static class RightSizingRegistration
{
    /// <summary>The dependency's name in health, settings, metrics and logs.</summary>
    public const string Name = "prometheus";

    // A query over two weeks takes seconds, and the client has its own time for all queries of a call.
    private static readonly DependencyOptions Defaults = new()
    {
        TotalTimeout = TimeSpan.FromSeconds(40),
        AttemptTimeout = TimeSpan.FromSeconds(25),
        Retries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(250),
        BreakerMinimumThroughput = 4,
        BreakerSampling = TimeSpan.FromSeconds(60),
        BreakerBreak = TimeSpan.FromSeconds(5),
        Concurrency = 2,
        Queue = 64,
    };

    /// <summary>Adds workloads and their sizes, and the dependency that queries are; needs scans and resilience.</summary>
    public static IServiceCollection AddRightSizing(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddWorkloads().AddValidatedOptions<RightSizingOptions>();
        services.AddSingleton<PrometheusAccess>().AddSingleton<KeptSizes>().AddSingleton<WorkloadSizing>()
            .ConfigureHttpJsonOptions(static options =>
            {
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, RightSizingJson.Default);
                options.SerializerOptions.Converters.Add(new RightSizingJson.ConfidenceConverter());
                options.SerializerOptions.Converters.Add(new RightSizingJson.HeapConverter());
            });
        services.AddHttpDependency(Name, Defaults)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.GZip,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
            })
            .RemoveAllLoggers();
        return services.AddDependency(Name, DependencyReadiness.Optional, static (provider, token) => provider.GetRequiredService<PrometheusAccess>().CheckAsync(token));
    }
}
