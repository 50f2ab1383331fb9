using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Telemetry;

namespace MicroService.Api.Audits;

/// <summary>Registers audits.</summary>
public static class AuditRegistration
{
    /// <summary>Adds <see cref="AuditService"/>, <see cref="AuditReader"/> and <see cref="AuditMetrics"/>; needs the history, the cache and documents.</summary>
    public static IServiceCollection AddAudits(this IServiceCollection services) => services
        .AddValidatedOptions<AuditOptions>()
        .AddMetrics()
        .AddSingleton<AuditMetrics>()
        .AddTracingSources(ApiActivities.SourceName)
        .AddSingleton<AuditService>()
        .AddSingleton<AuditReader>()
        .ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AuditJson.Default));
}
