using System.Diagnostics.Metrics;
using MicroService.Cluster.Watching;

namespace MicroService.Api.Scans;

/// <summary>Measures the watch that keeps the scan of the schedule fresh; on the replicas that do not watch, nothing of it is there.</summary>
public sealed class ScanWatchMetrics
{
    private readonly Counter<long> _ends;
    private readonly Counter<long> _refreshes;
    private volatile Watched? _watched;

    /// <summary>Creates the instruments.</summary>
    public ScanWatchMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(ScanMetrics.MeterName);
        _ends = meter.CreateCounter<long>("microservice.scan.watch.ends", description: "Watches of the cluster that ended, and went on.");
        _refreshes = meter.CreateCounter<long>("microservice.scan.refreshes", description: "Times that the namespaces which changed were audited again.");
        Gauge("microservice.scan.watches", "Watches that the API server is answering; absent where this replica does not watch.", static watched => watched.Watch.Open);
        Gauge("microservice.scan.unwatched.kinds", "Kinds that can't be watched; absent where this replica does not watch.", static watched => watched.Watch.Unwatched.Count);
        Gauge("microservice.scan.stale.parts", "Namespaces that changed and were not audited again yet; absent where this replica does not watch.", static watched => watched.Stale.Count);

        void Gauge(string name, string description, Func<Watched, long> read) => meter.CreateObservableGauge(
            name, () => _watched is { } watched ? [new Measurement<long>(read(watched))] : Array.Empty<Measurement<long>>(), null, description);
    }

    /// <summary>This replica watches from now on.</summary>
    public void Begin(ClusterWatch watch, StaleParts stale)
    {
        _watched = new Watched(watch, stale);
        foreach (var end in Enum.GetValues<WatchEnd>())
        {
            _ends.Add(0, ReasonOf(end));
        }

        _refreshes.Add(0, OutcomeOf(true));
        _refreshes.Add(0, OutcomeOf(false));
    }

    /// <summary>This replica does not watch any more.</summary>
    public void End() => _watched = null;

    /// <summary>Counts a watch that ended.</summary>
    public void Ended(WatchEnd end) => _ends.Add(1, ReasonOf(end));

    /// <summary>Counts an audit of what changed.</summary>
    public void Refreshed(bool isDone) => _refreshes.Add(1, OutcomeOf(isDone));

    private static KeyValuePair<string, object?> ReasonOf(WatchEnd end) =>
        new("reason", end switch { WatchEnd.Closed => "closed", WatchEnd.Cut => "cut", _ => "expired" });

    private static KeyValuePair<string, object?> OutcomeOf(bool isDone) => new("outcome", isDone ? "done" : "failed");

    private sealed record Watched(ClusterWatch Watch, StaleParts Stale);
}
