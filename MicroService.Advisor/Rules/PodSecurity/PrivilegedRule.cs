using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers are not given the node.</summary>
public sealed class PrivilegedRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "privileged",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "No container is privileged",
        Why = "A privileged container has every capability and every device of its node: an attacker who breaks into it owns the node and all pods on it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["privileged-container"],
            KubeScore = ["container-security-context-privileged"],
            Polaris = ["runAsPrivileged"],
        },
        FixSummary = "Sets privileged to false, unless a mount propagates to the node, or the command, a volume of the node or the image says that the container needs root.",
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from container in workload.AdmittedContainers
        let privileged = container.SecurityContext?.Scalar("privileged")
        where privileged is { AsBoolean: true }
        select Baseline(privileged, "The container is privileged.", container) with
        {
            ProposeFix = () => Unprivileged(container),
            Objection = graph => RootNeed.Objection([container], graph, isPrivileged: false),
        };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.AdmittedContainers.Count > 0;

    // The API server takes bidirectional mounts from privileged containers only.
    private static Fix? Unprivileged(Container container) =>
        container.VolumeMounts.Any(mount => mount.Text("mountPropagation") == "Bidirectional")
            ? null
            : Fix.Review("run the container unprivileged").Set(container.Node, ["securityContext", "privileged"], false);
}
