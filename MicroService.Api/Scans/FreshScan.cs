using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Cluster.Watching;

namespace MicroService.Api.Scans;

/// <summary>A scan that is done and whose parts are replaced: its totals follow them.</summary>
internal sealed class FreshScan
{
    private readonly Dictionary<string, (NamespaceResult Result, Score Score)> _parts;

    private FreshScan(WatchStart start, Dictionary<string, (NamespaceResult Result, Score Score)> parts) =>
        (Record, Term, Ruleset, _parts) = (start.Scan, start.Term, start.Ruleset, parts);

    /// <summary>The scan as it is now.</summary>
    public ScanRecord Record { get; private set; }

    /// <summary>How often the Lease had changed hands when this replica got it.</summary>
    public long Term { get; }

    /// <summary>The rules by which all of its parts were audited.</summary>
    public string? Ruleset { get; set; }

    /// <summary>Whether it was removed from the history, or another replica keeps it fresh.</summary>
    public bool IsGone { get; set; }

    /// <summary>Its parts; an empty name for what belongs to no namespace.</summary>
    public IReadOnlySet<string> Parts => _parts.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>The score of each part.</summary>
    public IReadOnlyDictionary<string, Score> Scores =>
        _parts.ToDictionary(static part => part.Key, static part => part.Value.Score, StringComparer.Ordinal);

    /// <summary>The scan that a watch begins with.</summary>
    public static async Task<FreshScan> CreateAsync(WatchStart start, ScanStore store, CancellationToken cancellationToken)
    {
        var results = await store.ResultsAsync(start.Scan.Id, cancellationToken).ConfigureAwait(false);
        return new FreshScan(
            start,
            results.ToDictionary(
                static part => part.Result.Namespace ?? StaleParts.Cluster,
                part => (part.Result, start.Scores.GetValueOrDefault(part.Result.Namespace ?? StaleParts.Cluster)),
                StringComparer.Ordinal));
    }

    /// <summary>Replaces a part, or removes it for null.</summary>
    public async Task ReplaceAsync(
        string ns, ScanPart? part, Score score, FreshScanStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (IsGone || (part is null && !_parts.ContainsKey(ns)))
        {
            return;
        }

        var before = _parts.TryGetValue(ns, out var known) ? known : default;
        Set(ns, part is null ? default : (part.Result, score));
        Record = Sum(now);
        try
        {
            IsGone = !await store.ReplaceAsync(Record, ns, part, Term, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What is not kept is not there: the next attempt counts from what was.
            Set(ns, before);
            Record = Sum(now);
            throw;
        }
    }

    /// <summary>Takes over what could not be read; false if that differs so much that all other parts have to be read as well.</summary>
    /// <param name="unread">What was not read of the parts.</param>
    /// <param name="parts">The parts; null for all.</param>
    public bool Merge(IReadOnlyList<UnreadKind> unread, IReadOnlySet<string>? parts)
    {
        var (merged, isConsistent) = UnreadOf(Record.NotRead, unread, parts);
        Record = Record with { NotRead = merged };
        return isConsistent;
    }

    private static (IReadOnlyList<UnreadKind> Merged, bool IsConsistent) UnreadOf(
        IReadOnlyList<UnreadKind> before, IReadOnlyList<UnreadKind> now, IReadOnlySet<string>? parts)
    {
        if (parts is null)
        {
            return (now, true);
        }

        var isConsistent = true;
        var merged = new List<UnreadKind>();
        foreach (var name in before.Concat(now).Select(static kind => kind.Kind).Distinct().Order(StringComparer.Ordinal))
        {
            var (old, current) = (before.FirstOrDefault(kind => kind.Kind == name), now.FirstOrDefault(kind => kind.Kind == name));
            // In all namespaces or in none that was looked at: what the other ones would say now is not known.
            isConsistent &= old is null or { Namespaces: not null } == current is null or { Namespaces: not null };
            if (current is { Namespaces: null } || old is { Namespaces: null })
            {
                merged.Add((current is { Namespaces: null } ? current : old)!);
                continue;
            }

            var namespaces = (old?.Namespaces ?? []).Where(ns => !parts.Contains(ns)).Concat(current?.Namespaces ?? [])
                .Order(StringComparer.Ordinal).ToList();
            if (namespaces.Count > 0)
            {
                merged.Add((current ?? old)! with { Namespaces = namespaces });
            }
        }

        return (merged, isConsistent);
    }

    private void Set(string ns, (NamespaceResult? Result, Score Score) part)
    {
        if (part.Result is null)
        {
            _parts.Remove(ns);
        }
        else
        {
            _parts[ns] = (part.Result, part.Score);
        }
    }

    private ScanRecord Sum(DateTimeOffset now)
    {
        var parts = _parts.Values;
        var score = parts.Aggregate(default(Score), static (sum, part) => sum + part.Score);
        return Record with
        {
            UpdatedAt = now,
            Parts = parts.Count,
            PartsDone = parts.Count,
            Score = score.ApplicableWeight == 0 ? 0 : score.Value,
            Grade = score.ApplicableWeight == 0 ? "-" : score.Grade.ToString(),
            Workloads = parts.Sum(static part => part.Result.Workloads),
            Counts = new FindingCounts(
                parts.Sum(static part => part.Result.Counts.Danger),
                parts.Sum(static part => part.Result.Counts.Warning),
                parts.Sum(static part => part.Result.Counts.Advice),
                parts.Sum(static part => part.Result.Counts.Suppressed)),
        };
    }
}
