namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The pod meets the Pod Security level that its namespace enforces.</summary>
public sealed class ClusterPodSecurityRule : VerdictRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-pod-security",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "The pod meets the level that its namespace enforces in the cluster",
        Why = "Asked to apply the object as a dry run (audit --context), the cluster rejects the pod because its namespace enforces a Pod Security level that the pod does not meet.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-admission/"),
        Checklist = "non-root read-only pods",
    };

    private protected override ClusterVerdictKind Kind => ClusterVerdictKind.PodSecurity;
}
