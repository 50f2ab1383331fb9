using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Completions, indexes and policies of Jobs.</summary>
public sealed class JobFieldsRule() : ValidationRule(FaultTopic.Job)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "job-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Jobs have numbers, indexes and policies that fit each other",
        Why = "The API server refuses negative numbers, indexed settings in a Job without indexes, and failure or success policies whose rules name no condition, container or index that exists.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/job/"),
        Checklist = "sane defaults",
    };
}
