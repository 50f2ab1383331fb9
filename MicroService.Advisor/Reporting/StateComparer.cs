using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Compares two states of a cluster, part by part: findings, and which objects there are. Only what both looked at is compared; the rest is
/// named. Nothing of a part is kept but what differs.
/// </summary>
/// <typeparam name="T">A finding.</typeparam>
/// <param name="before">What the earlier state looked at.</param>
/// <param name="read">Reads a finding.</param>
/// <param name="most">How many differences of a kind are kept.</param>
public sealed class StateComparer<T>(ScanScope before, Func<T, ComparedParts> read, int most = int.MaxValue)
{
    private static readonly PartState<T> Nothing = new(new HashSet<ScannedObject>(), []);

    private readonly SortedSet<string> _parts = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _rules = new(StringComparer.Ordinal);

    /// <summary>Findings that were not there.</summary>
    public FirstOf<T> New { get; } = new(most);

    /// <summary>Findings that are there no more.</summary>
    public FirstOf<T> Gone { get; } = new(most);

    /// <summary>Findings with another severity or message: before, and now.</summary>
    public FirstOf<(T Before, T Now)> Changed { get; } = new(most);

    /// <summary>Objects that were not there.</summary>
    public FirstOf<ScannedObject> NewObjects { get; } = new(most);

    /// <summary>Objects that are there no more.</summary>
    public FirstOf<ScannedObject> GoneObjects { get; } = new(most);

    /// <summary>Number of findings that were left out.</summary>
    public int NotCompared { get; private set; }

    /// <summary>The namespaces that one of the two did not look at, as a report calls them.</summary>
    public IReadOnlyList<string> Namespaces => [.. _parts.Select(static part => part == ScanScope.Cluster ? ScanScope.ClusterName : part)];

    /// <summary>The kinds that one of the two did not read somewhere.</summary>
    public IReadOnlyCollection<string> Kinds => _kinds;

    /// <summary>The rules that were silent in one of the two somewhere.</summary>
    public IReadOnlyCollection<string> Rules => _rules;

    /// <summary>Leaves a part out.</summary>
    /// <param name="part">The namespace, or <see cref="ScanScope.Cluster"/>.</param>
    /// <param name="findings">Number of findings in it.</param>
    public void Skip(string part, int findings = 0)
    {
        _parts.Add(part);
        NotCompared += findings;
    }

    /// <summary>Compares a part.</summary>
    /// <param name="part">The namespace, or <see cref="ScanScope.Cluster"/>.</param>
    /// <param name="older">What was in it; null for nothing.</param>
    /// <param name="newer">What is in it; null for nothing.</param>
    /// <param name="after">What the newer state looked at.</param>
    public void Add(string part, PartState<T>? older, PartState<T>? newer, ScanScope after)
    {
        ArgumentNullException.ThrowIfNull(after);
        (older, newer) = (older ?? Nothing, newer ?? Nothing);
        if (!before.Covers(part) || !after.Covers(part))
        {
            Skip(part, older.Findings.Count + newer.Findings.Count);
            return;
        }

        CompareObjects(older, newer, after);
        var known = new Dictionary<(string, ScannedObject, string?, int), T>();
        foreach (var (key, _, finding) in Numbered(older.Findings))
        {
            known[key] = finding;
        }

        foreach (var (key, parts, finding) in Numbered(newer.Findings))
        {
            if (known.Remove(key, out var other))
            {
                var earlier = read(other);
                if (earlier.Severity != parts.Severity || !AreAlike(earlier.Message, parts.Message))
                {
                    Changed.Add((other, finding));
                }
            }
            else if (IsCompared(parts, part, before, after))
            {
                New.Add(finding);
            }
        }

        foreach (var finding in known.Values)
        {
            if (IsCompared(read(finding), part, after, before))
            {
                Gone.Add(finding);
            }
        }
    }

    // A scan adds to some messages that it looks at one namespace at a time.
    private static bool AreAlike(string one, string other) =>
        one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);

    private void CompareObjects(PartState<T> older, PartState<T> newer, ScanScope after)
    {
        foreach (var added in newer.Objects)
        {
            if (!older.Objects.Contains(added) && IsRead(added, before))
            {
                NewObjects.Add(added);
            }
        }

        foreach (var removed in older.Objects)
        {
            if (!newer.Objects.Contains(removed) && IsRead(removed, after))
            {
                GoneObjects.Add(removed);
            }
        }
    }

    // Whether the state that does not have the finding would have it, had it been there.
    private bool IsCompared(ComparedParts parts, string part, ScanScope other, ScanScope own)
    {
        if (!IsRead(parts.Object, other))
        {
            NotCompared++;
            return false;
        }

        if (other.IsSilent(parts.Rule, part) || own.IsSilent(parts.Rule, part))
        {
            _rules.Add(parts.Rule);
            NotCompared++;
            return false;
        }

        return true;
    }

    private bool IsRead(ScannedObject candidate, ScanScope scope)
    {
        if (scope.FindUnread(candidate) is { } unread)
        {
            _kinds.Add(unread.Kind);
            return false;
        }

        return scope.IsKnown?.Invoke(candidate.Group, candidate.Kind) ?? true;
    }

    private IEnumerable<((string, ScannedObject, string?, int) Key, ComparedParts Parts, T Finding)> Numbered(
        IReadOnlyCollection<T> findings)
    {
        var counts = new Dictionary<(string, ScannedObject, string?), int>();
        foreach (var finding in findings)
        {
            var parts = read(finding);
            var key = (parts.Rule, parts.Object, parts.Container);
            var number = counts[key] = counts.GetValueOrDefault(key) + 1;
            yield return ((parts.Rule, parts.Object, parts.Container, number), parts, finding);
        }
    }
}

/// <summary>What tells a finding from others, and what may differ.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Object">The object.</param>
/// <param name="Container">The container; null for none.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">What is wrong.</param>
public readonly record struct ComparedParts(string Rule, ScannedObject Object, string? Container, Severity Severity, string Message);

/// <summary>What is in a part of a state.</summary>
/// <typeparam name="T">A finding.</typeparam>
/// <param name="Objects">The objects.</param>
/// <param name="Findings">The findings.</param>
public sealed record PartState<T>(IReadOnlySet<ScannedObject> Objects, IReadOnlyCollection<T> Findings);

/// <summary>The first of some items, and how many there are.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="most">How many are kept.</param>
public sealed class FirstOf<T>(int most)
{
    private readonly List<T> _items = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        if (++Count <= most)
        {
            _items.Add(item);
        }
    }
}
