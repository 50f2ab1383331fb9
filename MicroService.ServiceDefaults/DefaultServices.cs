using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Discovery;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Limits;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Resilience;
using MicroService.ServiceDefaults.Secrets;
using MicroService.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;

namespace MicroService.ServiceDefaults;

/// <summary>What every service gets, in two calls; each part also works on its own.</summary>
public static class DefaultServices
{
    /// <summary>Adds mounted configuration that reloads, logs, correlation, telemetry, health, the two ports, draining, limits, resilience and service discovery.</summary>
    /// <remarks><see cref="Pipeline.PipelineStage"/> lists what a request passes, in its order.</remarks>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.AddMountedConfiguration();
        builder.AddJsonLogging();
        builder.AddAccessLog();
        builder.AddManagementPort();
        builder.AddDraining();
        builder.AddSecurityHeaders();
        builder.AddCorrelation();
        builder.AddLimits();
        builder.AddTelemetry();
        builder.AddDependencyHealth();
        builder.AddSecretRotation();
        builder.AddStandardResilience();
        builder.AddServiceDiscovery();
        return builder;
    }

    /// <summary>Maps <c>/health/live</c>, <c>/health/ready</c>, <c>/health/startup</c>, <c>/metrics</c>, <c>/info</c>, <c>/config</c> and <c>/log-level</c> on the management port.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app) =>
        app.MapHealth().MapMetrics().MapInfo().MapConfiguration().MapLogLevel();
}
