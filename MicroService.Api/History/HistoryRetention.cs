using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>
/// Measures the history, and removes the oldest audits beyond <see cref="HistoryOptions.Retention"/>, <see cref="HistoryOptions.MaxRows"/> and
/// <see cref="HistoryOptions.MaxBytes"/>, in small statements that never hold the database for long.
/// </summary>
public sealed partial class HistoryRetention(
    IAuditHistory history,
    IOptions<HistoryOptions> options,
    HistoryMetrics metrics,
    TimeProvider time,
    ILogger<HistoryRetention> logger) : BackgroundService
{
    /// <summary>Removes everything that is beyond the limits now; answers how much that was.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        using var span = ApiActivities.Source.StartActivity("prune");
        var total = options.Value.Retention == 0 ? 0 : await PruneByAgeAsync(cancellationToken).ConfigureAwait(false);
        total += await PruneBySizeAsync(cancellationToken).ConfigureAwait(false);
        if (total > 0)
        {
            await history.GiveBackAsync(cancellationToken).ConfigureAwait(false);
            metrics.Measured(await history.MeasureAsync(isExact: false, cancellationToken).ConfigureAwait(false));
        }

        span?.SetTag("prune.removed", total);
        return total;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Follow();
        using var timer = new PeriodicTimer(options.Value.PruneInterval, time);
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

    private async Task<int> PruneByAgeAsync(CancellationToken cancellationToken)
    {
        var cutoff = time.GetUtcNow() - TimeSpan.FromDays(options.Value.Retention);
        var (total, batch) = (0, options.Value.PruneBatch);
        int removed;
        do
        {
            removed = (await history.PruneAsync(cutoff, batch, cancellationToken).ConfigureAwait(false)).Rows;
            total += removed;
            metrics.Pruned(PruneReason.Age, removed);
        }
        while (removed == batch);

        return total;
    }

    private async Task<int> PruneBySizeAsync(CancellationToken cancellationToken)
    {
        var (maxRows, maxBytes) = (options.Value.MaxRows, options.Value.MaxBytes);
        var size = await history.MeasureAsync(isExact: false, cancellationToken).ConfigureAwait(false);
        if (IsNear(size.Rows, maxRows) || IsNear(size.UsedBytes, maxBytes))
        {
            // An estimate that is too high would remove audits that the limits allow.
            size = await history.MeasureAsync(isExact: true, cancellationToken).ConfigureAwait(false);
        }

        metrics.Measured(size);
        var rows = maxRows == 0 ? 0 : size.Rows - maxRows;
        var bytes = maxBytes == 0 ? 0 : size.UsedBytes - maxBytes;
        var total = 0;
        while (rows > 0 || bytes > 0)
        {
            // No more than it takes, as far as the average tells.
            var needed = Math.Max(rows, bytes <= 0 ? 0 : bytes / Math.Max(1, size.UsedBytes / Math.Max(1, size.Rows)));
            var removed = await history.PruneAsync(DateTimeOffset.MaxValue, (int)Math.Clamp(needed, 1, options.Value.PruneBatch), cancellationToken).ConfigureAwait(false);
            if (removed.Rows == 0)
            {
                // Another replica was faster.
                break;
            }

            (rows, bytes, total) = (rows - removed.Rows, bytes - removed.Bytes, total + removed.Rows);
            metrics.Pruned(PruneReason.Size, removed.Rows);
        }

        return total;
    }

    // From nine tenths on; 0 disables a limit.
    private static bool IsNear(long value, long limit) => limit > 0 && value >= limit - (limit / 10);

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await PruneAsync(stoppingToken).ConfigureAwait(false) is > 0 and var removed)
            {
                Pruned(removed);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Any failure, such as a role that may not delete: housekeeping must not end the service.
            NotPruned(exception, options.Value.PruneInterval.TotalSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} audits that were beyond the history's limits")]
    private partial void Pruned(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history could not be measured and pruned; trying again in {Seconds} s")]
    private partial void NotPruned(Exception exception, double seconds);
}
