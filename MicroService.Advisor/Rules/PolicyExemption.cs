using System.IO.Enumeration;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules;

/// <summary>
/// Findings that a team accepts, where, why and until when. In names, <c>*</c> stands for any letters and <c>?</c> for one.
/// </summary>
public sealed record PolicyExemption
{
    /// <summary>The rules, by the ids that the catalog has now.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>The namespace of the objects; null for any. An object that names none is in <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>The objects, as <c>Kind/name</c>; null for any.</summary>
    public string? Object { get; init; }

    /// <summary>The containers that the findings are about; null for any, and for findings about no container.</summary>
    public string? Container { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The last day (UTC) of the exception; null if it has no end.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Where it stands in the settings.</summary>
    public Position Position { get; init; }

    internal bool IsExpired(DateOnly today) => Expires < today;

    internal bool Covers(string ruleId, Finding finding) =>
        Rules.Contains(ruleId, StringComparer.Ordinal)
        && Matches(Namespace, finding.Object.Namespace)
        && Matches(Object, finding.Object.ToString())
        && (Container is null || (finding.Container is { } container && Matches(Container, container)));

    /// <summary>What it is about, in one line.</summary>
    public override string ToString()
    {
        var scope = string.Join(", ", new[] { ("namespace", Namespace), ("object", Object), ("container", Container) }
            .Where(part => part.Item2 is not null).Select(part => $"{part.Item1} {part.Item2}"));
        return $"{string.Join(", ", Rules)} for {scope}";
    }

    private static bool Matches(string? pattern, string name) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
