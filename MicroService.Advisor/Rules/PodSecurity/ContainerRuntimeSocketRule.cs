using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods do not control the node's container runtime.</summary>
public sealed class ContainerRuntimeSocketRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "container-runtime-socket",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "No pod can reach the container runtime's socket",
        Why = "Whoever can talk to the container runtime can start a privileged container and so owns the node.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["docker-sock"],
        },
    };

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from volume in HostVolume.Of(workload)
        where volume.HoldsRuntimeSocket
        let message = $"The volume {volume.Name} brings the container runtime's socket into the pod ({volume.Path})."
        select Baseline((Node?)volume.Node.Scalar("path") ?? volume.Node, message);

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => HostVolume.Of(workload).Any();
}
