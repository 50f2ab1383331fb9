using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Maps the probes on the management port.</summary>
public static class HealthEndpoints
{
    /// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/health/startup</c>: 200 or 503, with the reasons as JSON.</summary>
    public static WebApplication MapHealth(this WebApplication app)
    {
        var probes = app.Services.GetRequiredService<HealthProbes>();
        return app
            .MapProbe("/health/live", static context => AnswerAsync(context, HealthProbes.Live))
            .MapProbe("/health/ready", async context => await AnswerAsync(context, await probes.ReadyAsync().ConfigureAwait(false)).ConfigureAwait(false))
            .MapProbe("/health/startup", async context => await AnswerAsync(context, await probes.StartupAsync().ConfigureAwait(false)).ConfigureAwait(false));
    }

    private static Task AnswerAsync(HttpContext context, ServiceHealth health)
    {
        context.Response.StatusCode = health.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(health, HealthJson.Default.ServiceHealth, cancellationToken: context.RequestAborted);
    }
}
