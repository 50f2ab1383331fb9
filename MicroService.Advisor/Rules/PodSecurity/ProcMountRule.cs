using MicroService.Advisor.Auditing;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The runtime masks what /proc tells of the node.</summary>
public sealed class ProcMountRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "proc-mount",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers see the masked /proc",
        Why = "An unmasked /proc shows and changes kernel settings that belong to the node.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Sets procMount to Default.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        !container.Workload.IsWindows && container.SecurityContext?.Scalar("procMount") is not null;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.SecurityContext?.Scalar("procMount") is { } mount && mount.Value != "Default")
        {
            var fix = Fixing.Fix.Review("mask /proc").Set(container.Node, ["securityContext", "procMount"], "Default");
            yield return Report(container, mount, $"The container's procMount is {mount.Value}.", fix);
        }
    }
}
