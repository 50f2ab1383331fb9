using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Replicas and update strategies of workloads.</summary>
public sealed class WorkloadFieldsRule() : ValidationRule(FaultTopic.Workload)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "workload-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Workloads have replicas, deadlines and an update strategy that can work",
        Why = "The API server refuses negative numbers, a rolling update that may replace no pod, a strategy with another one's settings, and pods that don't restart.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/workloads/controllers/"),
        Checklist = "sane defaults",
    };
}
