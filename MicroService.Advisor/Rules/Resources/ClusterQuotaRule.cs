namespace MicroService.Advisor.Rules.Resources;

/// <summary>The quotas and limit ranges of the namespace have room for the object.</summary>
public sealed class ClusterQuotaRule : VerdictRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-quota",
        Category = RuleCategory.Resources,
        Severity = Severity.Danger,
        Title = "The cluster's quotas and limit ranges have room for the object",
        Why = "Asked to apply the object as a dry run (audit --context), the cluster rejects it for a ResourceQuota that is used up or asks for amounts that are missing, or for a LimitRange that allows no such amounts.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/policy/resource-quotas/"),
        Checklist = "quotas",
    };

    private protected override ClusterVerdictKind Kind => ClusterVerdictKind.Quota;
}
