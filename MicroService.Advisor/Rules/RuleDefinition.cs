namespace MicroService.Advisor.Rules;

/// <summary>What a rule is, in words.</summary>
public sealed record RuleDefinition
{
    /// <summary>The stable id, kebab-case.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Ids that the rule had before, the first one first. They stay valid wherever a rule is named, and fingerprints are made of the first.
    /// </summary>
    public IReadOnlyList<string> FormerIds { get; init; } = [];

    /// <summary>The part of the checklist.</summary>
    public required RuleCategory Category { get; init; }

    /// <summary>How much its findings matter.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What a workload should have, as a short sentence without full stop.</summary>
    public required string Title { get; init; }

    /// <summary>What goes wrong without it, in one to three sentences.</summary>
    public required string Why { get; init; }

    /// <summary>Where this is written: Kubernetes documentation, KEP or issue.</summary>
    public required Uri Reference { get; init; }

    /// <summary>The item of the checklist that the rule stands for, such as "graceful shutdown".</summary>
    public required string Checklist { get; init; }

    /// <summary>What the fix does, for the catalog; null if there is none and a person must decide.</summary>
    public string? FixSummary { get; init; }

    /// <summary>True if the rule can only tell when all of an application is given; skipped for partial input.</summary>
    public bool NeedsWholeApplication { get; init; }

    /// <summary>What a team may set of the rule in its settings.</summary>
    public IReadOnlyList<RuleParameter> Parameters { get; init; } = [];

    /// <summary>The checks of other tools that look for the same.</summary>
    public RuleEquivalents Equivalents { get; init; } = RuleEquivalents.None;

    /// <summary>Where the rule decides otherwise than those checks on purpose, and why; null if it does not.</summary>
    public string? Difference { get; init; }

    /// <summary>True for the rule's id, and for those that it had before.</summary>
    public bool HasId(string id) => Id == id || FormerIds.Contains(id, StringComparer.Ordinal);
}
