using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Labels and annotations are of the right form, wherever they are written.</summary>
public sealed class LabelSyntaxRule() : ValidationRule(FaultTopic.Label)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "label-syntax",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Labels and annotations have keys and values that Kubernetes takes",
        Why = "The API server refuses other keys and values, in metadata, templates and selectors alike. An email address or a sentence is not a label value; write it as an annotation.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["label-values"],
        },
    };
}
