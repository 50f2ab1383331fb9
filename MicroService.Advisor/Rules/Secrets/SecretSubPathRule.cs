using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets are mounted so that rotation reaches them.</summary>
public sealed class SecretSubPathRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-sub-path",
        Category = RuleCategory.Secrets,
        Severity = Severity.Warning,
        Title = "Mounted secrets can update",
        Why = "A file mounted with subPath is copied when the container starts and never updated, so a rotated secret stays the old one until the pod is replaced.",
        Reference = new Uri("https://github.com/kubernetes/kubernetes/issues/50345"),
        Checklist = "secret rotation",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => SecretVolume.MountsIn(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from use in SecretVolume.MountsIn(workload)
        let subPath = use.Mount.Scalar("subPath") ?? use.Mount.Scalar("subPathExpr")
        where subPath is { Value.Length: > 0 }
        select Report(workload.Object, subPath, $"The secret at {use.Mount.Text("mountPath")} is mounted with subPath, so it never updates.", container: use.Container);
}
