using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Objects have the fields that Kubernetes requires.</summary>
public sealed class RequiredFieldRule() : SchemaRule(FaultKind.Missing)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "required-field",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Required fields are there and not empty",
        Why = "The API server refuses an object without a field that it requires, so the rollout stops before anything has changed.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["schema-validation"],
        },
    };
}
