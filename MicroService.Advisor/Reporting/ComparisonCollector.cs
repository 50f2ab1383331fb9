using MicroService.Advisor.Auditing;
using MicroService.Advisor.Comparison;

namespace MicroService.Advisor.Reporting;

/// <summary>Compares a scan with an earlier state, part by part. Nothing of a part is kept but what differs.</summary>
/// <param name="earlier">What the scan is compared with.</param>
/// <param name="most">How many differences of a kind are listed; all by default.</param>
public sealed class ComparisonCollector(EarlierState earlier, int most = int.MaxValue)
{
    private readonly StateComparer<(ScannedObject Object, ComparedFinding Finding)> _comparer = new(
        earlier.Scope,
        static found => new ComparedParts(
            found.Finding.Rule, found.Object, found.Finding.Container, found.Finding.Severity, found.Finding.Message),
        most);

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly FirstOf<ComparedObject> _changed = new(most);

    /// <summary>Adds a part of the scan.</summary>
    /// <param name="part">The namespace; null for what belongs to none.</param>
    /// <param name="report">Its audit.</param>
    /// <param name="scope">What the scan looks at, as far as this part.</param>
    public void Add(string? part, AuditReport report, ScanScope scope)
    {
        ArgumentNullException.ThrowIfNull(report);
        var objects = new HashSet<ScannedObject>();
        foreach (var live in report.Graph.Objects.Where(candidate => !report.Graph.IsForeign(candidate) && !report.Graph.IsMadeByCluster(candidate)))
        {
            var key = ScannedObject.Of(live);
            objects.Add(key);
            if (earlier.Objects.TryGetValue(key, out var written) && written is not null
                && ObjectComparison.Compare(written, live) is { Count: > 0 } fields)
            {
                var changed = new ComparedObject(key.ToString(), ObjectChangeKind.Changed, fields);
                _changed.Add(most == int.MaxValue ? changed : changed.Cut());
            }
        }

        List<(ScannedObject, ComparedFinding)> findings = [];
        foreach (var finding in report.Findings)
        {
            var key = ScannedObject.Of(finding.Object);
            findings.Add((key, EarlierState.Translate(finding, key)));
        }

        var name = part ?? ScanScope.Cluster;
        _parts.Add(name);
        _comparer.Add(name, earlier.PartOf(name), new PartState<(ScannedObject, ComparedFinding)>(objects, findings), scope);
    }

    /// <summary>The comparison.</summary>
    /// <param name="scope">What the scan looked at. Namespaces of it that were not there are gone.</param>
    public ScanComparison Complete(ScanScope scope)
    {
        foreach (var part in earlier.Parts.Where(part => !_parts.Contains(part)))
        {
            _comparer.Add(part, earlier.PartOf(part), newer: null, scope);
        }

        var objects = _changed.Items
            .Concat(_comparer.NewObjects.Items.Select(static added => new ComparedObject(added.ToString(), ObjectChangeKind.New, [])))
            .Concat(_comparer.GoneObjects.Items.Select(static removed => new ComparedObject(removed.ToString(), ObjectChangeKind.Gone, [])));
        return new ScanComparison(
            earlier.Name,
            [.. _comparer.New.Items.Select(static found => found.Finding)],
            [.. _comparer.Gone.Items.Select(static found => found.Finding)],
            [.. _comparer.Changed.Items.Select(static both => both.Now.Finding with
            {
                SeverityBefore = both.Before.Finding.Severity,
                MessageBefore = both.Before.Finding.Message,
            })],
            [.. objects.OrderBy(static changed => changed.Object, StringComparer.Ordinal)],
            _comparer.NotCompared,
            _comparer.Namespaces is { Count: > 0 } some ? some : null,
            most == int.MaxValue ? null : new ComparedCounts(
                _comparer.New.Count, _comparer.Gone.Count, _comparer.Changed.Count,
                _changed.Count + _comparer.NewObjects.Count + _comparer.GoneObjects.Count));
    }
}
