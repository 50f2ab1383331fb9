namespace MicroService.Advisor.Rules.Validity;

/// <summary>No admission webhook or policy of the cluster denies the object.</summary>
public sealed class ClusterAdmissionRule : VerdictRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-admission",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "No admission webhook or policy of the cluster denies the object",
        Why = "Asked to apply the object as a dry run (audit --context), an admission webhook or a ValidatingAdmissionPolicy of the cluster denies it, or a webhook that must be asked does not answer.",
        Reference = new Uri("https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"),
        Checklist = "sane defaults",
    };

    private protected override ClusterVerdictKind Kind => ClusterVerdictKind.Admission;
}
