namespace MicroService.Advisor.Reporting;

/// <summary>A kind of object that a scan of a cluster did not read.</summary>
/// <param name="Kind">The kind as kubectl has it, such as <c>poddisruptionbudgets.policy</c>.</param>
/// <param name="Namespaces">The namespaces where it was not read; absent for all.</param>
/// <param name="Reason">Why.</param>
/// <param name="SilencedRules">The rules that would call its objects missing, and so were not asked there.</param>
/// <param name="ObjectKind">The kind of its objects, such as <c>PodDisruptionBudget</c>; absent from reports of older versions.</param>
public sealed record UnreadKind(
    string Kind, IReadOnlyList<string>? Namespaces, string Reason, IReadOnlyList<string> SilencedRules, string? ObjectKind = null)
{
    /// <summary>Whether objects like this one were not read.</summary>
    /// <param name="group">The API group; empty for the core group.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for an object in none.</param>
    public bool Covers(string group, string kind, string? ns) =>
        ObjectKind == kind && Group == group && (Namespaces is null || (ns is not null && Namespaces.Contains(ns, StringComparer.Ordinal)));

    private string Group => Kind.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? Kind[(dot + 1)..] : "";
}
