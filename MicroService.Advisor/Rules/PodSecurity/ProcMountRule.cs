using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The runtime masks what /proc tells of the node.</summary>
public sealed class ProcMountRule : PodSecurityRule
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
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["unsafe-proc-mount"],
            Polaris = ["procMount"],
        },
        FixSummary = "Sets procMount to Default.",
    };

    /// <summary>The Baseline level leaves /proc to pods in a user namespace of their own.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from container in workload.AdmittedContainers
        let mount = container.SecurityContext?.Scalar("procMount")
        where mount is not null && mount.Value != "Default"
        let level = workload.HasUserNamespace ? PodSecurityLevel.Restricted : PodSecurityLevel.Baseline
        select new PodSecurityViolation(level, mount, $"The container's procMount is {mount.Value}.", container)
        {
            // The API server takes it of pods in a user namespace alone: those run containers in the container, which need it.
            Objection = _ => workload.HasUserNamespace ? "It runs containers of its own, most likely: decide whether it can do without." : null,
            ProposeFix = () => Fix.Review("mask /proc").Set(container.Node, ["securityContext", "procMount"], "Default"),
        };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.AdmittedContainers.Any(container => container.SecurityContext?.Scalar("procMount") is not null);
}
