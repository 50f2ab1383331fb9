using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets are mounted so that rotation reaches them.</summary>
public sealed class SecretSubPathRule : ContainerRule
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
    protected override bool AppliesTo(Container container, RuleContext context) => SecretVolume.MountsOf(container).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context) =>
        from mount in SecretVolume.MountsOf(container)
        let subPath = mount.Scalar("subPath") ?? mount.Scalar("subPathExpr")
        where subPath is { Value.Length: > 0 }
        select Report(container, subPath, $"The secret at {mount.Text("mountPath")} is mounted with subPath, so it never updates.");
}
