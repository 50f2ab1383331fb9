using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Security contexts are consistent.</summary>
public sealed class SecurityContextRule() : ValidationRule(FaultTopic.Security)
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "security-context",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Security contexts don't contradict themselves or the pod",
        Why = "The API server refuses combinations that can't be had together: a privileged container that may not gain privileges, Linux settings on Windows, a profile without its name, the host's namespaces in a user namespace.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"),
        Checklist = "sane defaults",
    };
}
