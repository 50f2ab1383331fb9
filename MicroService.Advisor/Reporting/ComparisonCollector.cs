using MicroService.Advisor.Auditing;
using MicroService.Advisor.Comparison;

namespace MicroService.Advisor.Reporting;

/// <summary>Compares a scan with an earlier state, part by part. Nothing of a part is kept but what differs.</summary>
public sealed class ComparisonCollector
{
    private readonly EarlierState _earlier;
    private readonly Dictionary<(string Rule, ScannedObject Object, string? Container, int Number), ComparedFinding> _before;
    private readonly HashSet<ScannedObject> _seen = [];
    private readonly HashSet<string> _silent;
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);
    private readonly List<ComparedFinding> _new = [];
    private readonly List<ComparedFinding> _changed = [];
    private readonly List<ComparedObject> _objects = [];
    private bool _hasOfNone;
    private int _notCompared;

    /// <summary>A comparison.</summary>
    /// <param name="earlier">What the scan is compared with.</param>
    public ComparisonCollector(EarlierState earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        _earlier = earlier;
        _before = NumberedFindings(earlier);
        _silent = earlier.Unread.SelectMany(unread => unread.SilencedRules).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Adds a part of the scan.</summary>
    /// <param name="part">The namespace; null for what belongs to none.</param>
    /// <param name="report">Its audit.</param>
    public void Add(string? part, AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _hasOfNone |= part is null;
        _namespaces.Add(part ?? "");
        foreach (var live in report.Graph.Objects.Where(candidate => !report.Graph.IsForeign(candidate) && !report.Graph.IsMadeByCluster(candidate)))
        {
            var key = ScannedObject.Of(live);
            _seen.Add(key);
            if (!_earlier.Objects.TryGetValue(key, out var written))
            {
                if (!_earlier.Unread.Any(unread => unread.Covers(key.Group, key.Kind, key.Namespace)))
                {
                    _objects.Add(new ComparedObject(key.ToString(), ObjectChangeKind.New, []));
                }
            }
            else if (written is not null && ObjectComparison.Compare(written, live) is { Count: > 0 } fields)
            {
                _objects.Add(new ComparedObject(key.ToString(), ObjectChangeKind.Changed, fields));
            }
        }

        var counts = new Dictionary<(string, ScannedObject, string?), int>();
        foreach (var finding in report.Findings)
        {
            var key = ScannedObject.Of(finding.Object);
            var number = counts[(finding.RuleId, key, finding.Container)] = counts.GetValueOrDefault((finding.RuleId, key, finding.Container)) + 1;
            var now = EarlierState.Translate(finding, key);
            if (_before.Remove((finding.RuleId, key, finding.Container, number), out var before))
            {
                // A scan adds to some messages that it looks at one namespace at a time.
                if (before.Severity != now.Severity || !(Begins(now.Message, before.Message) || Begins(before.Message, now.Message)))
                {
                    _changed.Add(now with { SeverityBefore = before.Severity, MessageBefore = before.Message });
                }
            }
            else if (_silent.Contains(finding.RuleId) || _earlier.Unread.Any(unread => unread.Covers(key.Group, key.Kind, key.Namespace)))
            {
                _notCompared++;
            }
            else
            {
                _new.Add(now);
            }
        }
    }

    /// <summary>The comparison.</summary>
    /// <param name="isRead">Whether the scan read the objects of a group and kind.</param>
    /// <param name="unread">What the scan did not read.</param>
    public ScanComparison Complete(Func<string, string, bool> isRead, IReadOnlyList<UnreadKind> unread)
    {
        ArgumentNullException.ThrowIfNull(isRead);
        var silent = unread.SelectMany(kind => kind.SilencedRules).ToHashSet(StringComparer.Ordinal);
        var left = _before.ToLookup(entry => WasLookedAt(entry.Key.Object, isRead) && !silent.Contains(entry.Key.Rule), entry => entry.Value);
        var gone = _earlier.Objects.Keys.Where(key => !_seen.Contains(key) && WasLookedAt(key, isRead))
            .Select(key => new ComparedObject(key.ToString(), ObjectChangeKind.Gone, []));
        return new ScanComparison(
            _earlier.Name,
            _new,
            [.. left[true]],
            _changed,
            [.. _objects.Concat(gone).OrderBy(changed => changed.Object, StringComparer.Ordinal)],
            _notCompared + left[false].Count());
    }

    private static bool Begins(string text, string start) => text.StartsWith(start, StringComparison.Ordinal);

    // A Namespace is read with what is in it.
    private bool WasLookedAt(ScannedObject candidate, Func<string, string, bool> isRead) => isRead(candidate.Group, candidate.Kind)
        && (candidate is { Kind: "Namespace", Group: "" } ? _namespaces.Contains(candidate.Name)
            : candidate.Namespace is { } name ? _namespaces.Contains(name) : _hasOfNone);

    private static Dictionary<(string, ScannedObject, string?, int), ComparedFinding> NumberedFindings(EarlierState earlier)
    {
        var numbered = new Dictionary<(string, ScannedObject, string?, int), ComparedFinding>();
        var counts = new Dictionary<(string, ScannedObject, string?), int>();
        foreach (var (key, finding) in earlier.Findings)
        {
            var number = counts[(finding.Rule, key, finding.Container)] = counts.GetValueOrDefault((finding.Rule, key, finding.Container)) + 1;
            numbered[(finding.Rule, key, finding.Container, number)] = finding;
        }

        return numbered;
    }
}
