using MicroService.Api.Audits;
using MicroService.Api.Clusters;
using MicroService.Cluster.Leases;
using MicroService.Cluster.Requests;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>
/// Scans the cluster every <see cref="ScanOptions.Interval"/>, and sooner after a scan that failed. The history says when the next scan is
/// due; the replica that gets the Lease then does it, and holds the Lease only as long as it takes, or as long as it watches.
/// </summary>
internal sealed class ScheduledScans(
    ScanQueue queue,
    ScanStore store,
    ScanWatch watch,
    ClusterAccess cluster,
    IOptions<ScanOptions> options,
    ScanMetrics metrics,
    TimeProvider time,
    ILogger<ScheduledScans> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly string _replica = $"{Environment.MachineName}-{Guid.CreateVersion7(time.GetUtcNow()):N}";
    private ApiClient? _client;
    private LeaseLock? _lease;
    private long _renewed;

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
            // Who watches is one of the replicas at all times.
            var next = await FindNextAsync(stoppingToken).ConfigureAwait(false);
            return next.Left is { } left && !options.Value.Watch ? left : await TakeAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Any failure: a schedule must not end the service.
            logger.NotScheduled(exception, LongestPause.TotalSeconds);
            return LongestPause;
        }
    }

    private async Task<NextScan> FindNextAsync(CancellationToken cancellationToken)
    {
        var (done, since) = await store.FindLastScheduledAsync(cancellationToken).ConfigureAwait(false);
        if (done is not null)
        {
            metrics.Found(done);
        }

        // A replica that stopped says nothing about the next one.
        List<ScanRecord> failed = [.. since.Where(static scan => scan.Failure != ScanWorker.Stopped)];
        return new NextScan(
            done,
            done is null ? DateTimeOffset.MinValue : done.CreatedAt + options.Value.Interval,
            failed is [var last, ..] ? last.UpdatedAt + PauseAfter(failed.Count, options.Value.Interval) : DateTimeOffset.MinValue,
            time.GetUtcNow());
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
            if (!options.Value.Watch)
            {
                // Where it is held for good that is no news.
                logger.LeaseHeld(options.Value.LeaseName, _lease.Holder ?? "another replica");
            }

            return LeaseLock.Duration / 2;
        }

        _renewed = time.GetTimestamp();
        try
        {
            // Another replica may have scanned between the question and the Lease.
            var next = await FindNextAsync(stoppingToken).ConfigureAwait(false);
            return options.Value.Watch ? await ScanAndWatchAsync(next, stoppingToken).ConfigureAwait(false)
                : next.Left is { } left ? left
                : (await ScanAsync(stoppingToken).ConfigureAwait(false)).Pause;
        }
        finally
        {
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    private async Task<(LiveScan? Scan, ScanRecord? End, TimeSpan Pause)> ScanAsync(CancellationToken stoppingToken)
    {
        var (scan, problem) = await queue.AddAsync("", ScanOrigin.Schedule, [], [], stoppingToken).ConfigureAwait(false);
        if (scan is null)
        {
            logger.NotTaken(problem!.Type.Title, LongestPause.TotalSeconds);
            return (null, null, LongestPause);
        }

        var isHeld = true;
        await HoldAsync(scan.Completion.Task, () => isHeld = false, stoppingToken).ConfigureAwait(false);
        var end = await scan.Completion.Task.ConfigureAwait(false);
        if (end.Status == ScanStatus.Done)
        {
            metrics.Found(end);
        }

        // The history knows how it ended, and so when the next one is due.
        // Whoever lost the Lease meanwhile keeps nothing fresh.
        return (isHeld ? scan : null, end, FirstPause);
    }

    // Until the next scan is due, the Lease is lost, or the watch can't go on.
    private async Task<TimeSpan> ScanAndWatchAsync(NextScan next, CancellationToken stoppingToken)
    {
        try
        {
            var until = next.Start;
            var start = next is { Done: { } done, Left: not null }
                ? await watch.ResumeAsync(done, _lease!.Transitions, stoppingToken).ConfigureAwait(false)
                : null;
            if (start is null && next.Again is { } again)
            {
                return again;
            }

            if (start is null)
            {
                // The schedule is due, or nothing of the last scan tells where to go on.
                var (scan, end, pause) = await ScanAsync(stoppingToken).ConfigureAwait(false);
                if (scan?.Watched is not { } watched || end is not { Status: ScanStatus.Done })
                {
                    return pause;
                }

                start = new WatchStart(end, watched, scan.Scores, _lease!.Transitions, AuditService.Ruleset);
                until = end.CreatedAt + options.Value.Interval;
            }

            var left = until - time.GetUtcNow();
            using var due = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, due.Token);
            var watching = watch.RunAsync(start, over.Token);
            try
            {
                await HoldAsync(watching, over.Cancel, stoppingToken).ConfigureAwait(false);
            }
            finally
            {
                await over.CancelAsync().ConfigureAwait(false);
                await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await watching.ConfigureAwait(false);
            return FirstPause;
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The next scan is due, or another replica has the Lease.
            return FirstPause;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested && ScanWatch.Passes(exception))
        {
            logger.WatchFailed(exception, LongestPause.TotalSeconds);
            return LongestPause;
        }
    }

    // Renews the Lease until some work is over.
    private async Task HoldAsync(Task work, Action lost, CancellationToken stoppingToken)
    {
        var isHeld = true;
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(LeaseLock.Duration / 3, time, stoppingToken)).ConfigureAwait(false);
            stoppingToken.ThrowIfCancellationRequested();
            if (isHeld && !work.IsCompleted)
            {
                isHeld = await RenewAsync(stoppingToken).ConfigureAwait(false);
                if (!isHeld)
                {
                    lost();
                }
            }
        }
    }

    // One that can't be renewed ends later: what runs goes on until then, and the next renewal may work.
    private async Task<bool> RenewAsync(CancellationToken stoppingToken)
    {
        try
        {
            var isHeld = await _lease!.RenewAsync(stoppingToken).ConfigureAwait(false);
            if (!isHeld)
            {
                logger.LeaseLost(options.Value.LeaseName);
            }

            _renewed = time.GetTimestamp();
            return isHeld;
        }
        catch (ApiException exception)
        {
            logger.NotRenewed(exception, options.Value.LeaseName);
            return time.GetElapsedTime(_renewed) < LeaseLock.Duration;
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

    // When the next scan is due: its time, and the pause after those that failed.
    private sealed record NextScan(ScanRecord? Done, DateTimeOffset Due, DateTimeOffset NotBefore, DateTimeOffset Now)
    {
        /// <summary>When it begins.</summary>
        public DateTimeOffset Start => Due > NotBefore ? Due : NotBefore;

        /// <summary>How long to wait; null if it is due.</summary>
        public TimeSpan? Left => Until(Start);

        /// <summary>How long to wait after those that failed; null if there is no need to.</summary>
        public TimeSpan? Again => Until(NotBefore);

        // Other replicas show what the last scan found as well.
        private TimeSpan? Until(DateTimeOffset then) => then <= Now ? null : then - Now < LongestPause ? then - Now : LongestPause;
    }
}
