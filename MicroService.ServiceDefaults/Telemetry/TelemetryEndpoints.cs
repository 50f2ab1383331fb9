using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Builder;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Maps what Prometheus scrapes.</summary>
public static class TelemetryEndpoints
{
    /// <summary><c>/metrics</c> on the management port.</summary>
    public static WebApplication MapMetrics(this WebApplication app)
    {
        var scraping = ((IApplicationBuilder)app).New();
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        return app.MapManagement("/metrics", scraping.Build());
    }
}
