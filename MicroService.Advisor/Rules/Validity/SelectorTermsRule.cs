using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Expressions of label selectors and node selectors make sense.</summary>
public sealed class SelectorTermsRule() : ValidationRule(FaultTopic.Selector)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "selector-terms",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "The terms of selectors have an operator and the values that it takes",
        Why = "The API server refuses In and NotIn without values, Exists and DoesNotExist with values, and operators that don't exist.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements"),
        Checklist = "sane defaults",
    };
}
