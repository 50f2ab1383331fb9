namespace MicroService.Advisor.Rules.Validity;

/// <summary>The API server of the cluster accepts the object.</summary>
public sealed class ClusterRefusalRule : VerdictRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-refusal",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "The cluster accepts the object",
        Why = "Asked to apply the object as a dry run (audit --context), the cluster rejects it: its schema, its validation or what runs in it already has something against it, such as a field that can't be changed, a namespace that is missing or a custom resource's own schema.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run"),
        Checklist = "sane defaults",
    };

    private protected override ClusterVerdictKind Kind => ClusterVerdictKind.Refusal;
}
