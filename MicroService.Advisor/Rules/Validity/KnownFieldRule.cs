using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Objects have only fields that Kubernetes knows, each once.</summary>
public sealed class KnownFieldRule() : SchemaRule(FaultKind.Field)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "known-field",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Fields exist, are spelled as Kubernetes spells them, and stand once",
        Why = "kubectl apply refuses an object with an unknown or repeated field. Other clients drop the field in silence: a readinesProbe is not a probe, and the rollout goes on without one.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["schema-validation"],
        },
        FixSummary = "Renames the field where exactly one known field is one letter or its case away.",
    };
}
