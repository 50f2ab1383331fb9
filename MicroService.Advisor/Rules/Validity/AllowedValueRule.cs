using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Enumerations have one of their values.</summary>
public sealed class AllowedValueRule() : SchemaRule(FaultKind.Value)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "allowed-value",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Fields with a fixed set of values have one of them",
        Why = "The API server refuses any other value. Upper and lower case count: always is not Always.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/"),
        Checklist = "sane defaults",
        FixSummary = "Writes the value where exactly one is a letter or its case away.",
    };
}
