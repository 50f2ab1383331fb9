using MicroService.ServiceDefaults.Chaos;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Logs at start, and at every change, that failures are injected.</summary>
internal sealed class ChaosAnnouncement(
    IOptionsMonitor<ChaosOptions> options,
    IOptionsMonitor<DependencyOptions> dependencies,
    DependencyPipelines pipelines,
    ILogger<ChaosAnnouncement> logger) : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<IDisposable?> _listening = [];
    private string? _announced;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // One change of the configuration may come as several, the switch before the rates or after them.
        _listening.Add(options.OnChange(_ => Announce()));
        _listening.Add(dependencies.OnChange((_, _) => Announce()));
        Announce();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listening.ForEach(static listening => listening?.Dispose());

    private void Announce()
    {
        lock (_lock)
        {
            string[]? hurt = options.CurrentValue.Enabled
                ? [.. pipelines.All.Where(static pipeline => pipeline.Options.Chaos is { FaultRate: > 0 } or { LatencyRate: > 0 } or { OutcomeRate: > 0 }).Select(static pipeline => pipeline.Name).Order(StringComparer.Ordinal)]
                : null;
            var announced = hurt is null ? null : string.Join(',', hurt);
            if (announced == _announced)
            {
                return;
            }

            _announced = announced;
            if (hurt is null)
            {
                logger.ChaosDisabled();
            }
            else
            {
                logger.ChaosEnabled(hurt);
            }
        }
    }
}
