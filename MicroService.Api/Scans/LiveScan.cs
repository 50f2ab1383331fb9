using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MicroService.Advisor.Auditing;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Watching;

namespace MicroService.Api.Scans;

/// <summary>A scan that this replica works on, or will.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer or wait handle has nothing to dispose, and who deletes a scan may cancel it at any time.")]
internal sealed class LiveScan(ScanRecord record, IReadOnlyList<ResourceKind> kinds)
{
    private readonly CancellationTokenSource _deleted = new();
    private volatile State _state = new(record, null);

    /// <summary>Kinds to read besides those that the rules look at.</summary>
    public IReadOnlyList<ResourceKind> Kinds => kinds;

    /// <summary>Whether namespaces that the cluster does not have are left out and named; else the scan fails.</summary>
    public bool SkipsMissing { get; init; }

    /// <summary>Takes note of what is listed, where watches go on from there; else null.</summary>
    public WatchBase? Watched { get; init; }

    /// <summary>The score of each part that is audited; an empty name for what belongs to no namespace.</summary>
    public ConcurrentDictionary<string, Score> Scores { get; } = new(StringComparer.Ordinal);

    /// <summary>How far it is now, and what completes with the next change.</summary>
    public State Now => _state;

    /// <summary>Completes when the scan is over.</summary>
    public TaskCompletionSource<ScanRecord> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Canceled when somebody deletes the scan.</summary>
    public CancellationToken Deleted => _deleted.Token;

    /// <summary>Ends the scan.</summary>
    public void Delete() => _deleted.Cancel();

    /// <summary>Takes note of how far it is.</summary>
    /// <param name="record">The scan.</param>
    /// <param name="part">The namespace that was audited last; null for none.</param>
    public void Change(ScanRecord record, string? part)
    {
        var before = _state;
        _state = new State(record, part);
        before.Next.TrySetResult();
        if (record.IsOver)
        {
            Completion.TrySetResult(record);
        }
    }

    /// <summary>How far a scan is.</summary>
    public sealed record State(ScanRecord Record, string? Part)
    {
        public TaskCompletionSource Next { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The scans that this replica works on, or will.</summary>
internal sealed class LiveScans
{
    private readonly ConcurrentDictionary<Guid, LiveScan> _scans = new();

    /// <summary>Their ids.</summary>
    public IEnumerable<Guid> Ids => _scans.Keys;

    /// <summary>The scan with this id; null if this replica does not work on it.</summary>
    public LiveScan? Find(Guid id) => _scans.GetValueOrDefault(id);

    public void Add(Guid id, LiveScan scan) => _scans[id] = scan;

    public void Remove(Guid id) => _scans.TryRemove(id, out _);
}
