using Microsoft.Extensions.Options;

namespace MicroService.Api.History;

/// <summary>Forgets audits older than <see cref="HistoryOptions.Retention"/> days, in small statements that never hold the database for long.</summary>
public sealed partial class HistoryRetention(IAuditHistory history, IOptions<HistoryOptions> options, TimeProvider time, ILogger<HistoryRetention> logger) : BackgroundService
{
    /// <summary>Removes everything that is too old now; answers how much that was.</summary>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        using var span = ApiActivities.Source.StartActivity("prune");
        var cutoff = time.GetUtcNow() - TimeSpan.FromDays(options.Value.Retention);
        var total = 0;
        int removed;
        do
        {
            removed = await history.PruneAsync(cutoff, options.Value.PruneBatch, cancellationToken).ConfigureAwait(false);
            total += removed;
        }
        while (removed == options.Value.PruneBatch);

        span?.SetTag("prune.removed", total);
        return total;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Retention == 0)
        {
            return;
        }

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

    private async Task TryPruneAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await PruneAsync(stoppingToken).ConfigureAwait(false) is > 0 and var removed)
            {
                Pruned(removed, options.Value.Retention);
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is, such as a role that may not delete: housekeeping is no reason to end the service.
            NotPruned(exception, options.Value.PruneInterval.TotalSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} audits older than {Days} days")]
    private partial void Pruned(int count, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old audits could not be removed; trying again in {Seconds} s")]
    private partial void NotPruned(Exception exception, double seconds);
}
