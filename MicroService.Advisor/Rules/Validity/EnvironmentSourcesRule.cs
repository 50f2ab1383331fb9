using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Environment variables and what they come from.</summary>
public sealed class EnvironmentSourcesRule() : ValidationRule(FaultTopic.Environment)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "environment-sources",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Environment variables have a name and one source",
        Why = "The API server refuses a variable with a value and a source, with two sources or none, and with a field, key or name that its source can't have.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/"),
        Checklist = "sane defaults",
    };
}
