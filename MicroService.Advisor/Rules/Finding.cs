using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules;

/// <summary>What a rule found wrong with an object.</summary>
public sealed record Finding
{
    /// <summary>The rule's id.</summary>
    public required string RuleId { get; init; }

    /// <summary>The rule's category; null for a finding about the audit itself.</summary>
    public RuleCategory? Category { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The object.</summary>
    public required KubernetesObject Object { get; init; }

    /// <summary>The container's name, if the finding is about one.</summary>
    public string? Container { get; init; }

    /// <summary>The offending node; for something that is missing, the node that lacks it.</summary>
    public required Node Node { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to change, or null if a person must decide.</summary>
    public Fix? Fix { get; init; }

    /// <summary>The end of the message that says what speaks against the usual fix; null if nothing does, or the rule does not tell.</summary>
    public string? Objection { get; init; }

    /// <summary>What the finding is about within its container, such as variables; empty if the message says it all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether the API server would refuse the object for it.</summary>
    public bool IsRefusal => Category == RuleCategory.Validity && Severity == Severity.Danger;

    /// <summary>The name of the file that the offending node was written in.</summary>
    public string Source => Object.File.SourceOf(Node);

    /// <summary>Line and column of the offending node.</summary>
    public Position Position => Node.Position;

    /// <summary>The offending node's JSON pointer from the object's root (RFC 6901).</summary>
    public string Pointer => Node.PointerFrom(Object.Root);

    /// <inheritdoc/>
    public override string ToString() => $"{Source}:{Position} {Severity} {RuleId} {Object} {Container}: {Message}";
}
