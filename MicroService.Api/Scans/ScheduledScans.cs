using MicroService.Api.Clusters;
using MicroService.Cluster.Leases;
using MicroService.Cluster.Requests;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>
/// Scans the cluster every <see cref="ScanOptions.Interval"/>, and sooner after a scan that failed. The history says when the next scan is
/// due; the replica that gets the Lease then does it, and holds the Lease only as long as it takes.
/// </summary>
internal sealed class ScheduledScans(
    ScanQueue queue, ScanStore store, ClusterAccess cluster, IOptions<ScanOptions> options, ScanMetrics metrics, TimeProvider time, ILogger<ScheduledScans> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly string _replica = $"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}";
    private ApiClient? _client;
    private LeaseLock? _lease;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Interval == TimeSpan.Zero)
        {
            return;
        }

        metrics.Scheduled(options.Value.Interval);
        try
        {
            for (var pause = FirstPause; ;)
            {
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
                pause = await TryAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops, or did not start.
        }
    }

    private async Task<TimeSpan> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await FindDueAsync(stoppingToken).ConfigureAwait(false) is { } pause ? pause : await TakeAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Any failure: a schedule must not end the service.
            logger.NotScheduled(exception, LongestPause.TotalSeconds);
            return LongestPause;
        }
    }

    // How long to wait; null if a scan is due.
    private async Task<TimeSpan?> FindDueAsync(CancellationToken cancellationToken)
    {
        var (done, since) = await store.FindLastScheduledAsync(cancellationToken).ConfigureAwait(false);
        if (done is not null)
        {
            metrics.Found(done);
        }

        var due = done is null ? DateTimeOffset.MinValue : done.CreatedAt + options.Value.Interval;
        // A replica that stopped says nothing about the next one.
        List<ScanRecord> failed = [.. since.Where(static scan => scan.Failure != ScanWorker.Stopped)];
        if (failed is [var last, ..] && last.UpdatedAt + PauseAfter(failed.Count, options.Value.Interval) is var again && again > due)
        {
            due = again;
        }

        var left = due - time.GetUtcNow();
        // Other replicas show what the last scan found as well.
        return left <= TimeSpan.Zero ? null : left < LongestPause ? left : LongestPause;
    }

    /// <summary>How long the schedule waits after so many scans in a row that failed.</summary>
    internal static TimeSpan PauseAfter(int failures, TimeSpan interval)
    {
        var pause = LongestPause * Math.Pow(2, failures - 1);
        return pause < interval ? pause : interval;
    }

    private async Task<TimeSpan> TakeAsync(CancellationToken stoppingToken)
    {
        var client = await cluster.GetAsync(stoppingToken).ConfigureAwait(false);
        if (_lease is null || client != _client)
        {
            // The first one, or another one because the kubeconfig has changed.
            _lease = new LeaseLock(client, options.Value.LeaseNamespace ?? cluster.Connection!.Namespace, options.Value.LeaseName, _replica, time);
            _client = client;
        }

        if (!await _lease.TryTakeAsync(stoppingToken).ConfigureAwait(false))
        {
            logger.LeaseHeld(options.Value.LeaseName, _lease.Holder ?? "another replica");
            return LeaseLock.Duration / 2;
        }

        try
        {
            // Another replica may have scanned between the question and the Lease.
            return await FindDueAsync(stoppingToken).ConfigureAwait(false) ?? await ScanAsync(stoppingToken).ConfigureAwait(false);
        }
        finally
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task<TimeSpan> ScanAsync(CancellationToken stoppingToken)
    {
        var (scan, problem) = await queue.AddAsync("", ScanOrigin.Schedule, [], [], stoppingToken).ConfigureAwait(false);
        if (scan is null)
        {
            logger.NotTaken(problem!.Type.Title, LongestPause.TotalSeconds);
            return LongestPause;
        }

        var isHeld = true;
        while (!scan.Completion.Task.IsCompleted)
        {
            await Task.WhenAny(scan.Completion.Task, Task.Delay(LeaseLock.Duration / 3, time, stoppingToken)).ConfigureAwait(false);
            stoppingToken.ThrowIfCancellationRequested();
            if (isHeld && !scan.Completion.Task.IsCompleted)
            {
                isHeld = await RenewAsync(stoppingToken).ConfigureAwait(false);
            }
        }

        var end = await scan.Completion.Task.ConfigureAwait(false);
        if (end.Status == ScanStatus.Done)
        {
            metrics.Found(end);
        }

        // The history knows how it ended, and so when the next one is due.
        return FirstPause;
    }

    // One that can't be renewed ends later: the scan goes on meanwhile, and the next renewal may work.
    private async Task<bool> RenewAsync(CancellationToken stoppingToken)
    {
        try
        {
            var isHeld = await _lease!.RenewAsync(stoppingToken).ConfigureAwait(false);
            if (!isHeld)
            {
                logger.LeaseLost(options.Value.LeaseName);
            }

            return isHeld;
        }
        catch (ApiException exception)
        {
            logger.NotRenewed(exception, options.Value.LeaseName);
            return true;
        }
    }

    // Also while the service stops: the others would wait for the Lease to be over.
    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(LastWords, time);
        try
        {
            await _lease!.ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ApiException or OperationCanceledException)
        {
            logger.NotReleased(exception, options.Value.LeaseName);
        }
    }
}
