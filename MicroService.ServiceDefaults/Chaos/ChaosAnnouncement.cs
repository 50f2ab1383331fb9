using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>Says so at start, and at every change, while failures are made on purpose.</summary>
internal sealed class ChaosAnnouncement(IOptionsMonitor<ChaosOptions> options, DependencyPipelines pipelines, ILogger<ChaosAnnouncement> logger) : IHostedService, IDisposable
{
    private readonly Lock _lock = new();
    private IDisposable? _listening;
    private bool _announced;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listening = options.OnChange(Announce);
        Announce(options.CurrentValue);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listening?.Dispose();

    private void Announce(ChaosOptions settings)
    {
        lock (_lock)
        {
            if (settings.Enabled == _announced)
            {
                return;
            }

            _announced = settings.Enabled;
        }

        if (settings.Enabled)
        {
            logger.ChaosEnabled([.. pipelines.All.Where(static pipeline => pipeline.Options.Chaos is { FaultRate: > 0 } or { LatencyRate: > 0 } or { OutcomeRate: > 0 }).Select(static pipeline => pipeline.Name)]);
        }
        else
        {
            logger.ChaosDisabled();
        }
    }
}
