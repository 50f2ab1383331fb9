using MicroService.Advisor.Auditing;
using MicroService.Api.Clusters;
using MicroService.Api.Documents;
using MicroService.Api.History;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;
using MicroService.Cluster.Watching;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Options;
using Polly;
using ClusterScanOptions = MicroService.Cluster.Scanning.ScanOptions;

namespace MicroService.Api.Scans;

/// <summary>Works on scans, one after the other: what is read of a namespace is dropped once its audit is kept.</summary>
internal sealed class ScanWorker(
    ScanQueue queue,
    ScanTurn turn,
    LiveScans live,
    ScanStore store,
    ClusterAccess cluster,
    IOptions<ScanOptions> options,
    IOptionsMonitor<DocumentOptions> documents,
    ScanMetrics metrics,
    TimeProvider time,
    ILogger<ScanWorker> logger) : BackgroundService
{
    /// <summary>Why scans failed that were under way when the service stopped.</summary>
    public const string Stopped = "The service stopped.";

    /// <summary>Why scans failed that were deleted before they were done.</summary>
    public const string DeletedEarly = "The scan was deleted.";

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Follow();
        var beating = BeatAsync(stoppingToken);
        try
        {
            await foreach (var scan in queue.Scans.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                metrics.Waiting(-1);
                await RunAsync(scan, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            while (queue.Scans.TryRead(out var waiting))
            {
                metrics.Waiting(-1);
                await EndAsync(waiting, Fail(waiting.Now.Record, Stopped), null, stoppingToken).ConfigureAwait(false);
            }
        }

        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync(LiveScan scan, CancellationToken stoppingToken)
    {
        using var span = ApiActivities.Source.StartActivity("scan");
        var begun = metrics.Begin();
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token, scan.Deleted);
        Exception? cause = null;
        ScanRecord end;
        try
        {
            using var held = await turn.TakeAsync(any.Token).ConfigureAwait(false);
            // The wait for others is none of its time.
            timeout.CancelAfter(options.Value.Timeout);
            end = await ScanAsync(scan, any.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            cause = exception;
            end = Fail(scan.Now.Record, WordsFor(exception, stoppingToken, timeout.Token));
            if (!IsExpected(exception))
            {
                logger.ScanFaulted(exception, end.Id);
            }
        }

        span?.SetTag("scan.parts", end.PartsDone).SetTag("scan.workloads", end.Workloads).SetTag("scan.status", end.Status.ToString());
        metrics.End(end, begun);
        await EndAsync(scan, end, cause, stoppingToken).ConfigureAwait(false);
    }

    private async Task<ScanRecord> ScanAsync(LiveScan live, CancellationToken cancellationToken)
    {
        var record = live.Now.Record with { Status = ScanStatus.Running, UpdatedAt = time.GetUtcNow() };
        live.Change(record, null);
        await KeepAsync(live, store.UpdateAsync(record, cancellationToken)).ConfigureAwait(false);
        var scan = new ClusterScan(
            await cluster.GetAsync(cancellationToken).ConfigureAwait(false),
            new ClusterScanOptions
            {
                Namespaces = record.Scope,
                MoreKinds = live.Kinds,
                SkipsMissing = live.SkipsMissing,
                ReadsSecrets = options.Value.ReadSecrets,
                Watched = live.Watched,
            });
        var score = default(Score);
        await foreach (var part in scan.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var fault in part.Report.Faults)
            {
                logger.RuleFailed(fault.Exception, fault.RuleId, fault.Object.Kind);
            }

            score += part.Report.Score;
            live.Scores[part.Namespace ?? StaleParts.Cluster] = part.Report.Score;
            var kept = ScanPart.Of(part, documents.CurrentValue.ReportMemory, options.Value.FieldBytes);
            record = record.With(kept, score, part.Count, time.GetUtcNow());
            await KeepAsync(live, store.AddPartAsync(record, kept, cancellationToken)).ConfigureAwait(false);
            live.Change(record, part.Namespace);
        }

        return record with { Status = ScanStatus.Done, UpdatedAt = time.GetUtcNow(), NotRead = scan.Unread };
    }

    // Another replica may have deleted it.
    private static async Task KeepAsync(LiveScan scan, Task<bool> keeping)
    {
        if (!await keeping.ConfigureAwait(false))
        {
            scan.Delete();
            scan.Deleted.ThrowIfCancellationRequested();
        }
    }

    private async Task EndAsync(LiveScan scan, ScanRecord end, Exception? cause, CancellationToken stoppingToken)
    {
        if (scan.Deleted.IsCancellationRequested)
        {
            logger.ScanDeleted(end.Id);
        }
        else
        {
            await KeepEndAsync(end, cause, stoppingToken).ConfigureAwait(false);
        }

        queue.Complete(end);
        scan.Change(end, null);
    }

    private async Task KeepEndAsync(ScanRecord end, Exception? cause, CancellationToken stoppingToken)
    {
        if (end.Status == ScanStatus.Done)
        {
            logger.ScanDone(end.Id, end.Cluster, end.Workloads, end.Parts, end.Score, end.Counts.Danger);
        }
        else
        {
            logger.ScanFailed(IsExpected(cause) ? null : cause, end.Id, end.Cluster, end.PartsDone, end.Parts, end.Failure);
        }

        var begun = time.GetTimestamp();
        for (var pause = FirstPause; !await TryKeepEndAsync(end, begun, pause, stoppingToken).ConfigureAwait(false); pause = pause < Heartbeat ? pause * 2 : pause)
        {
            // Meanwhile the scan counts as under way: nothing of the next one could be kept either.
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whether that is all: the end is kept, or there is no hope.
    private async Task<bool> TryKeepEndAsync(ScanRecord end, long begun, TimeSpan pause, CancellationToken stoppingToken)
    {
        var isLast = stoppingToken.IsCancellationRequested || time.GetElapsedTime(begun) > Patience;
        try
        {
            using var limit = new CancellationTokenSource(LastWords, time);
            await store.UpdateAsync(end, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (!isLast && exception is (OperationCanceledException or HistoryUnavailableException or ExecutionRejectedException))
        {
            logger.ScanNotKeptYet(exception, end.Id, pause.TotalSeconds);
            return false;
        }
        catch (Exception exception)
        {
            // Any failure: the next scan must go on.
            logger.ScanNotKept(exception, end.Id);
            return true;
        }
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Heartbeat, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await store.TouchAsync(live.Ids, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.NotTouched(exception, Heartbeat.TotalSeconds);
            }
        }
    }

    private ScanRecord Fail(ScanRecord record, string failure) => record with { Status = ScanStatus.Failed, Failure = failure, UpdatedAt = time.GetUtcNow() };

    private static bool IsExpected(Exception? exception) =>
        exception is null or OperationCanceledException or ApiException or ClusterMissingException or HistoryUnavailableException or ExecutionRejectedException;

    private string WordsFor(Exception exception, CancellationToken stopping, CancellationToken timeout) => exception switch
    {
        OperationCanceledException when stopping.IsCancellationRequested => Stopped,
        OperationCanceledException when timeout.IsCancellationRequested =>
            $"The scan took longer than Scans:Timeout, {DurationText.Format(options.Value.Timeout)}.",
        OperationCanceledException => DeletedEarly,
        ApiException api => WordsFor(api.Failure),
        ClusterMissingException => exception.Message,
        HistoryUnavailableException or ExecutionRejectedException => "What the scan found could not be kept: the history does not answer.",
        _ => "Something went wrong here; the error is in the service's log.",
    };

    /// <summary>Why the cluster was not read, in words for callers.</summary>
    internal static string WordsFor(ApiFailure failure) => failure.Kind switch
    {
        ApiFailureKind.Unreachable => $"The cluster can't be reached: {failure.Message}",
        ApiFailureKind.Certificate => $"The TLS connection to the cluster failed: {failure.Message}",
        ApiFailureKind.Unauthorized => "The cluster rejects the credential of the service (401).",
        ApiFailureKind.Forbidden => $"The service may not read the cluster: {failure.Message} It needs the ClusterRole of docs/cluster.md.",
        ApiFailureKind.Busy => $"The cluster is too busy: {failure.Message}",
        _ => failure.Message,
    };
}
