using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Values are of the types that Kubernetes decodes.</summary>
public sealed class FieldTypeRule() : SchemaRule(FaultKind.Type)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "field-type",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Values have the type of their field",
        Why = "The API server cannot decode an object with a number, a Boolean or a list where it takes something else, and refuses all of it. In YAML, 8080, yes and 1.10 without quotes aren't strings.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["schema-validation"],
        },
        FixSummary = "Adds the quotes that a string lacks, or removes those of a number or Boolean.",
    };
}
