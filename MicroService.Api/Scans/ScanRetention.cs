using MicroService.Api.History;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>
/// Removes the oldest scans beyond <see cref="ScanOptions.Retention"/>, <see cref="ScanOptions.MaxScans"/> and <see cref="ScanOptions.MaxBytes"/>,
/// one by one. The last ones that are done give way to age alone, however many failed after them.
/// </summary>
internal sealed class ScanRetention(
    ScanStore store, IAuditHistory history, IOptions<ScanOptions> options, IOptions<HistoryOptions> rounds, TimeProvider time, ILogger<ScanRetention> logger) : BackgroundService
{
    /// <summary>Removes everything that is beyond the limits now; answers how many scans that was.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var limits = options.Value;
        var removed = 0;
        var cutoff = time.GetUtcNow() - TimeSpan.FromDays(limits.Retention);
        while (limits.Retention > 0 && await store.PruneAsync(cutoff, cancellationToken).ConfigureAwait(false) is not null)
        {
            removed++;
        }

        var (scans, bytes) = await store.MeasureAsync(cancellationToken).ConfigureAwait(false);
        while ((limits.MaxScans > 0 && scans > limits.MaxScans) || (limits.MaxBytes > 0 && bytes > limits.MaxBytes))
        {
            if (await store.PruneAsync(cancellationToken).ConfigureAwait(false) is not { } size)
            {
                // Another replica was faster, or only the last scans that are done are left.
                break;
            }

            (scans, bytes, removed) = (scans - 1, bytes - size, removed + 1);
        }

        if (removed > 0)
        {
            await history.GiveBackAsync(cancellationToken).ConfigureAwait(false);
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(rounds.Value.PruneInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await TryPruneAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start.
        }
    }

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await PruneAsync(stoppingToken).ConfigureAwait(false) is > 0 and var removed)
            {
                logger.ScansPruned(removed);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Any failure, such as a role that may not delete: housekeeping must not end the service.
            logger.ScansNotPruned(exception, rounds.Value.PruneInterval.TotalSeconds);
        }
    }
}
