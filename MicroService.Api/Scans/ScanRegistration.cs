using MicroService.Api.Clusters;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Scans;

/// <summary>Registers scans.</summary>
public static class ScanRegistration
{
    /// <summary>Adds scans of the cluster; needs the history, documents, audits and resilience.</summary>
    public static IServiceCollection AddScans(this IServiceCollection services) => services
        .AddCluster()
        .AddValidatedOptions<ScanOptions>()
        .AddSingleton<ScanMetrics>()
        .AddSingleton<ScanWatchMetrics>()
        .AddSingleton<ScanTurn>()
        .AddSingleton<LiveScans>()
        .AddSingleton<ScanQueue>()
        .AddSingleton<ScanStreams>()
        .AddSingleton<ScanStore>()
        .AddSingleton<FreshScanStore>()
        .AddSingleton<ScanReader>()
        .AddSingleton<ManifestComparison>()
        .AddSingleton<ScanWatch>()
        .AddHostedService<ScanWorker>()
        .AddHostedService<ScanRetention>()
        .AddHostedService<ScheduledScans>()
        .ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ScanJson.Default);
            options.SerializerOptions.Converters.Add(new ScanJson.StatusConverter());
            options.SerializerOptions.Converters.Add(new ScanJson.OriginConverter());
        });
}
