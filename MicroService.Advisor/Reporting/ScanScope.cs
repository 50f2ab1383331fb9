namespace MicroService.Advisor.Reporting;

/// <summary>What a scan, or a set of manifests, looked at: of all else nothing is called new or gone.</summary>
/// <param name="Namespaces">The namespaces; null for all, and what belongs to none.</param>
/// <param name="Unread">What of them was not read.</param>
public sealed record ScanScope(IReadOnlyList<string>? Namespaces, IReadOnlyList<UnreadKind> Unread)
{
    /// <summary>The part that has what belongs to no namespace.</summary>
    public const string Cluster = "";

    /// <summary>How a report calls that part.</summary>
    public const string ClusterName = "(none)";

    /// <summary>
    /// Tells whether the objects of a group and kind are always read: those of others may have been or not. All are by default.
    /// </summary>
    public Func<string, string, bool>? IsKnown { get; init; }

    /// <summary>Whether a part was looked at, had it been there.</summary>
    /// <param name="part">The namespace, or <see cref="Cluster"/>.</param>
    public bool Covers(string part) => Namespaces is null || Namespaces.Contains(part, StringComparer.Ordinal);

    /// <summary>Why objects like this one were not read; null if they were.</summary>
    public UnreadKind? FindUnread(ScannedObject candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var part = candidate.Part.Length == 0 ? null : candidate.Part;
        return Unread.FirstOrDefault(unread => unread.Covers(candidate.Group, candidate.Kind, part));
    }

    /// <summary>Whether a rule was not asked in a part, as it needs what was not read.</summary>
    /// <param name="rule">The rule's id.</param>
    /// <param name="part">The namespace, or <see cref="Cluster"/>.</param>
    public bool IsSilent(string rule, string part) => Unread.Any(unread =>
        (unread.Namespaces is null || unread.Namespaces.Contains(part, StringComparer.Ordinal))
        && unread.SilencedRules.Contains(rule, StringComparer.Ordinal));
}
