using MicroService.Advisor.Reporting;

namespace MicroService.Api.Scans;

/// <summary>Compares two scans, namespace by namespace. What one of them could not see is left out.</summary>
internal sealed class ScanComparer(ScanRecord before, ScanRecord after)
{
    private const int Most = 1000;
    private const string Nowhere = "(none)";

    private readonly List<AuditFinding> _new = [];
    private readonly List<AuditFinding> _gone = [];
    private readonly List<ChangedFinding> _changed = [];
    private readonly SortedSet<string> _skipped = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private int _newCount;
    private int _goneCount;
    private int _changedCount;

    /// <summary>Leaves a namespace out.</summary>
    public void Skip(string ns) => _skipped.Add(ns.Length == 0 ? Nowhere : ns);

    /// <summary>Compares what both found in a namespace.</summary>
    public void Add(string ns, AuditDocument older, AuditDocument newer)
    {
        var silent = SilentIn(before, ns).Union(SilentIn(after, ns)).ToHashSet(StringComparer.Ordinal);
        var known = older.Findings.Where(finding => !IsSilent(finding, silent) && IsRead(after, ns, finding)).ToLookup(KeyOf).ToDictionary(static same => same.Key, static same => same.First());
        foreach (var finding in newer.Findings.Where(finding => !IsSilent(finding, silent) && IsRead(before, ns, finding)))
        {
            if (!known.Remove(KeyOf(finding), out var other))
            {
                Count(ref _newCount, _new, finding);
            }
            else if (other.Severity != finding.Severity || other.Message != finding.Message || other.Pointer != finding.Pointer)
            {
                Count(ref _changedCount, _changed, new ChangedFinding(other, finding));
            }
        }

        foreach (var finding in known.Values)
        {
            Count(ref _goneCount, _gone, finding);
        }
    }

    /// <summary>The comparison.</summary>
    public ScanDifferences Complete() => new(
        after.Id, before.Id, _newCount, _goneCount, _changedCount, _new, _gone, _changed,
        _skipped.Count == 0 ? null : [.. _skipped],
        _kinds.Count == 0 ? null : [.. _kinds],
        _rules.Count == 0 ? null : [.. _rules]);

    private static IEnumerable<string> SilentIn(ScanRecord scan, string ns) =>
        scan.NotRead.Where(kind => kind.Namespaces is null || kind.Namespaces.Contains(ns, StringComparer.Ordinal)).SelectMany(static kind => kind.SilencedRules);

    // The fingerprint tells findings apart within a report, and stays when they move.
    private static (string Kind, string Name, string Rule, string Fingerprint) KeyOf(AuditFinding finding) =>
        (finding.Object.Kind, finding.Object.Name, finding.Rule, finding.Fingerprint ?? finding.Pointer);

    private static void Count<T>(ref int count, List<T> first, T item)
    {
        if (++count <= Most)
        {
            first.Add(item);
        }
    }

    private bool IsRead(ScanRecord scan, string ns, AuditFinding finding)
    {
        var version = finding.Object.ApiVersion;
        var group = version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "";
        if (scan.NotRead.FirstOrDefault(kind => kind.Covers(group, finding.Object.Kind, ns)) is not { } unread)
        {
            return true;
        }

        _kinds.Add(unread.Kind);
        return false;
    }

    private bool IsSilent(AuditFinding finding, HashSet<string> silent)
    {
        var isSilent = silent.Contains(finding.Rule);
        if (isSilent)
        {
            _rules.Add(finding.Rule);
        }

        return isSilent;
    }
}
