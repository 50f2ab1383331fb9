using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Sends what has not been sent yet while there is still something to send it with: exporters use the service's HTTP clients,
/// and those are disposed before them.
/// </summary>
public sealed class TelemetryFlush(IServiceProvider services)
{
    /// <summary>Whether all of it was sent within <paramref name="limit"/>.</summary>
    public async Task<bool> RunAsync(TimeSpan limit)
    {
        if (services.GetService<TracerProvider>() is not { } traces)
        {
            // Nothing is sent anywhere: metrics are fetched.
            return true;
        }

        var milliseconds = (int)limit.TotalMilliseconds;
        var flushed = Task.WhenAll(
            Task.Run(() => traces.ForceFlush(milliseconds)),
            // The answer counts the reader for Prometheus, too, which never has anything to send.
            Task.Run(() => services.GetService<MeterProvider>()?.ForceFlush(milliseconds) is not null),
            Task.Run(() => services.GetService<LoggerProvider>()?.ForceFlush(milliseconds) ?? true));
        try
        {
            return Array.TrueForAll(await flushed.WaitAsync(limit).ConfigureAwait(false), static all => all);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
