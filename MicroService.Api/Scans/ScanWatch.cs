using MicroService.Api.Audits;
using MicroService.Api.Clusters;
using MicroService.Api.Documents;
using MicroService.Api.History;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;
using MicroService.Cluster.Watching;
using Microsoft.Extensions.Options;
using Polly;
using ClusterScanOptions = MicroService.Cluster.Scanning.ScanOptions;

namespace MicroService.Api.Scans;

/// <summary>
/// Keeps the last scan of the schedule fresh: what changes makes its namespace stale, and once nothing changed for a while, the stale ones are read
/// and audited again, and replace in the scan what they were. Where the watches are is kept with it, so that the next process goes on there.
/// </summary>
internal sealed class ScanWatch(
    ScanStore scans,
    FreshScanStore store,
    ScanQueue queue,
    ScanTurn turn,
    ClusterAccess cluster,
    IOptions<ScanOptions> options,
    IOptionsMonitor<DocumentOptions> documents,
    ScanMetrics found,
    ScanWatchMetrics metrics,
    TimeProvider time,
    ILogger<ScanWatch> logger)
{
    // A server remembers some minutes: a process that starts anew finds its place there.
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstKeep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly AuditCaller Everybody = new("", ReadsAll: true);

    /// <summary>Whether a failure is one of those that pass.</summary>
    public static bool Passes(Exception exception) =>
        exception is ApiException or ClusterMissingException or HistoryUnavailableException or ExecutionRejectedException or OperationCanceledException;

    /// <summary>Where a watch before left a scan; null if there was none, or the settings changed since.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="term">How often the Lease had changed hands when this replica got it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<WatchStart?> ResumeAsync(ScanRecord scan, long term, CancellationToken cancellationToken)
    {
        await cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        if (scan.Cluster != cluster.Connection!.Name || !scan.Scope.SequenceEqual(queue.ScopeOfSettings)
            // Who had the Lease before writes nothing from here on, so that what is read below stays.
            || !await store.ClaimAsync(scan.Id, term, cancellationToken).ConfigureAwait(false)
            || await scans.FindAsync(Everybody, scan.Id, cancellationToken).ConfigureAwait(false) is not { } current
            || await store.FindAsync(scan.Id, cancellationToken).ConfigureAwait(false) is not { } kept
            || kept.ReadsSecrets != options.Value.ReadSecrets || kept.Server != ServerOf(cluster.Connection))
        {
            return null;
        }

        var results = await scans.ResultsAsync(scan.Id, cancellationToken).ConfigureAwait(false);
        return results.TrueForAll(part => kept.Scores.ContainsKey(part.Result.Namespace ?? StaleParts.Cluster))
            ? new WatchStart(current, WatchBase.Resume(scan.Scope, kept.Points), kept.Scores, term, kept.Ruleset)
            : null;
    }

    /// <summary>Keeps a scan fresh until it is cancelled, the scan is removed, or another replica keeps it fresh.</summary>
    public async Task RunAsync(WatchStart start, CancellationToken cancellationToken)
    {
        var stale = new StaleParts(time);
        var client = await cluster.GetAsync(cancellationToken).ConfigureAwait(false);
        var watch = new ClusterWatch(client, start.Base, stale, new WatchOptions(), time)
        {
            Ended = metrics.Ended,
            Failed = logger.WatchFailed,
            Left = kind => logger.NotWatched(kind.Kind, kind.Reason),
        };
        if (!await store.ClaimAsync(start.Scan.Id, start.Term, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var fresh = await FreshScan.CreateAsync(start, scans, cancellationToken).ConfigureAwait(false);
        if (fresh.Ruleset != AuditService.Ruleset)
        {
            // Another version has other rules, whatever changed in the cluster.
            stale.MarkEverything();
        }

        if (watch.Points is { } points)
        {
            // Whoever takes over at once goes on from the lists of the scan.
            fresh.IsGone = !await TryKeepAsync(fresh, watch, points, cancellationToken).ConfigureAwait(false);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = watch.RunAsync(end.Token);
        metrics.Begin(watch, stale);
        logger.WatchBegun(fresh.Record.Id, fresh.Record.Cluster, start.Base.Objects);
        try
        {
            await KeepFreshAsync(client, fresh, watch, watching, stale, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            metrics.End();
            await end.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Another client is one of another kubeconfig, and may be of another cluster.
    private async Task KeepFreshAsync(
        ApiClient client, FreshScan fresh, ClusterWatch watch, Task watching, StaleParts stale, CancellationToken cancellationToken)
    {
        IReadOnlyList<WatchPoint> kept = [];
        var failures = 0;
        var pauseUntilKept = FirstKeep;
        while (!fresh.IsGone && client == await cluster.GetAsync(cancellationToken).ConfigureAwait(false))
        {
            var isQuiet = await IsQuietAsync(stale, watching, pauseUntilKept, cancellationToken).ConfigureAwait(false);
            // What changed up to these points is marked, so they may be kept once that is audited.
            var points = watch.Points;
            if (isQuiet)
            {
                if (await TryRefreshAsync(client, fresh, stale, cancellationToken).ConfigureAwait(false) is not { } isWhole)
                {
                    failures++;
                    var pause = options.Value.WatchQuiet * Math.Pow(2, Math.Min(failures, 10));
                    await Task.Delay(pause < LongestPause ? pause : LongestPause, time, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                failures = 0;
                if (!isWhole)
                {
                    // Whoever took over from these points would not know of the rest.
                    continue;
                }
            }
            else if (stale.Count > 0)
            {
                continue;
            }

            var isNews = isQuiet || pauseUntilKept == FirstKeep || points?.SequenceEqual(kept) == false;
            if (!fresh.IsGone && isNews && points is not null)
            {
                fresh.IsGone = !await TryKeepAsync(fresh, watch, points, cancellationToken).ConfigureAwait(false);
                kept = points;
            }

            pauseUntilKept = KeepEvery;
        }
    }

    // True once something is stale and the cluster is quiet; false after a while.
    private async Task<bool> IsQuietAsync(StaleParts stale, Task watching, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var quiet = stale.WaitAsync(options.Value.WatchQuiet, wait.Token);
        var first = await Task.WhenAny(quiet, watching, Task.Delay(longest, time, wait.Token)).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await (first == watching ? watching : Task.CompletedTask).ConfigureAwait(false);
        return first == quiet;
    }

    // Whether nothing else has to follow; null if it failed.
    private async Task<bool?> TryRefreshAsync(ApiClient client, FreshScan fresh, StaleParts stale, CancellationToken cancellationToken)
    {
        var parts = stale.Take();
        try
        {
            var begun = time.GetTimestamp();
            var isWhole = !await RefreshAsync(client, fresh, parts, cancellationToken).ConfigureAwait(false);
            if (!isWhole)
            {
                stale.MarkEverything();
            }
            else if (parts is null)
            {
                fresh.Ruleset = AuditService.Ruleset;
            }

            found.Found(fresh.Record);
            metrics.Refreshed(isDone: true);
            var (count, took) = (parts?.Count ?? fresh.Record.Parts, time.GetElapsedTime(begun).TotalSeconds);
            logger.Refreshed(fresh.Record.Id, count, took, fresh.Record.Score);
            return isWhole;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Passes(exception))
        {
            stale.Return(parts);
            metrics.Refreshed(isDone: false);
            logger.NotRefreshed(exception, fresh.Record.Id);
            return null;
        }
    }

    // Reads and audits what is stale; true if the rest has to follow.
    private async Task<bool> RefreshAsync(ApiClient client, FreshScan fresh, IReadOnlySet<string>? parts, CancellationToken cancellationToken)
    {
        using var span = ApiActivities.Source.StartActivity("scan refresh");
        using var held = await turn.TakeAsync(cancellationToken).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var scan = new ClusterScan(
            client,
            new ClusterScanOptions
            {
                Namespaces = fresh.Record.Scope,
                SkipsMissing = true,
                ReadsSecrets = options.Value.ReadSecrets,
                Parts = parts,
            });
        var read = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var part in scan.RunAsync(any.Token).ConfigureAwait(false))
        {
            foreach (var fault in part.Report.Faults)
            {
                logger.RuleFailed(fault.Exception, fault.RuleId, fault.Object.Kind);
            }

            var ns = part.Namespace ?? StaleParts.Cluster;
            read.Add(ns);
            var kept = ScanPart.Of(part, documents.CurrentValue.ReportMemory, options.Value.FieldBytes);
            await fresh.ReplaceAsync(ns, kept, part.Report.Score, store, time.GetUtcNow(), any.Token).ConfigureAwait(false);
        }

        foreach (var ns in (parts ?? fresh.Parts).Except(read).ToList())
        {
            await fresh.ReplaceAsync(ns, null, default, store, time.GetUtcNow(), any.Token).ConfigureAwait(false);
        }

        span?.SetTag("scan.parts", read.Count);
        var isConsistent = fresh.Merge(scan.Unread, parts);
        fresh.IsGone |= !await store.UpdateAsync(fresh.Record, fresh.Term, any.Token).ConfigureAwait(false);
        return !isConsistent;
    }

    private static string ServerOf(ClusterConnection connection) => connection.Server.GetLeftPart(UriPartial.Authority);

    // False if the scan is gone, or another replica's.
    private async Task<bool> TryKeepAsync(FreshScan fresh, ClusterWatch watch, IReadOnlyList<WatchPoint> points, CancellationToken cancellationToken)
    {
        try
        {
            var record = new WatchRecord(
                ServerOf(cluster.Connection!), options.Value.ReadSecrets, points, watch.Unwatched, fresh.Scores, fresh.Ruleset);
            return await store.KeepAsync(fresh.Record.Id, record, fresh.Term, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Passes(exception))
        {
            logger.NotKept(exception, fresh.Record.Id);
            return true;
        }
    }
}
