using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>DNS, host names, deadlines and references of pods.</summary>
public sealed class PodFieldsRule() : ValidationRule(FaultTopic.Pod)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pod-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Pods have values that Kubernetes takes in their other fields",
        Why = "The API server refuses host names, DNS settings, addresses, deadlines and references of the wrong form, and templates with ephemeral containers.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/"),
        Checklist = "sane defaults",
    };
}
