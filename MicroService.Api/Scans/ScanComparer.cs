using MicroService.Advisor.Reporting;
using MicroService.Cluster.Kinds;

namespace MicroService.Api.Scans;

/// <summary>Compares two scans, namespace by namespace. What one of them could not see is left out.</summary>
internal sealed class ScanComparer(ScanRecord before, ScanRecord after)
{
    private const int Most = 1000;

    private readonly ScanScope _after = ScopeOf(after);
    private readonly FirstOf<ComparedObject> _changed = new(Most);
    private readonly SortedSet<string> _withoutFields = new(StringComparer.Ordinal);
    private readonly StateComparer<AuditFinding> _comparer = new(
        ScopeOf(before),
        static finding => new ComparedParts(finding.Rule, ScannedObject.Of(finding.Object), finding.Container, finding.Severity, finding.Message),
        Most);

    /// <summary>Leaves a namespace out.</summary>
    public void Skip(string ns) => _comparer.Skip(ns);

    /// <summary>Compares what is in a namespace; null where a scan did not find it.</summary>
    public void Add(string ns, AuditDocument? older, AuditDocument? newer) => _comparer.Add(ns, StateOf(older), StateOf(newer), _after);

    /// <summary>Compares the fields of the objects of a namespace that both scans found.</summary>
    public void AddFields(ReadOnlyMemory<byte> older, ReadOnlyMemory<byte> newer)
    {
        foreach (var changed in ScannedFields.Compare(older, newer))
        {
            _changed.Add(changed.Cut());
        }
    }

    /// <summary>Leaves out the fields of a namespace.</summary>
    public void SkipFields(string ns) => _withoutFields.Add(ns.Length == 0 ? ScanScope.ClusterName : ns);

    /// <summary>Whether both scans looked there, had it been there.</summary>
    public bool Covers(string ns) => _after.Covers(ns) && ScopeOf(before).Covers(ns);

    /// <summary>The comparison.</summary>
    public ScanDifferences Complete() => new(
        after.Id, before.Id, _comparer.New.Count, _comparer.Gone.Count, _comparer.Changed.Count,
        _comparer.New.Items, _comparer.Gone.Items, [.. _comparer.Changed.Items.Select(static both => new ChangedFinding(both.Before, both.Now))],
        _changed.Count,
        [
            .. _changed.Items,
            .. _comparer.NewObjects.Items.Select(static added => new ComparedObject(added.ToString(), ObjectChangeKind.New, [])),
            .. _comparer.GoneObjects.Items.Select(static removed => new ComparedObject(removed.ToString(), ObjectChangeKind.Gone, [])),
        ],
        NullIfEmpty(_comparer.Namespaces), NullIfEmpty(_comparer.Kinds), NullIfEmpty(_comparer.Rules),
        NullIfEmpty(_withoutFields));

    private static ScanScope ScopeOf(ScanRecord scan) => new(scan.Scope.Count == 0 ? null : scan.Scope, scan.NotRead) { IsKnown = KnownKinds.Has };

    private static PartState<AuditFinding>? StateOf(AuditDocument? report) => report is null ? null : new(
        report.Objects.Select(static audited => audited.Object)
            .Concat((report.NotAudited ?? []).Select(static left => left.Object))
            .Concat(report.Suppressed.Select(static finding => finding.Object))
            .Select(ScannedObject.Of).ToHashSet(),
        report.Findings);

    private static IReadOnlyList<string>? NullIfEmpty(IReadOnlyCollection<string> names) => names.Count == 0 ? null : [.. names];
}
