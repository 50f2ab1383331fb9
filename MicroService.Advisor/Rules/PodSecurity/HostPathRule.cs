using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods do not read or write the node's files.</summary>
public sealed class HostPathRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "host-path",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Danger,
        Title = "Pods use no volume of the node",
        Why = "A hostPath volume opens the node's files to the pod, ties it to what one node holds, and outlives it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/#hostpath"),
        Checklist = "non-root read-only pods",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["sensitive-host-mounts", "writable-host-mount"],
            Polaris = ["hostPathSet"],
        },
        Difference = "any path of the node is reported, not only sensitive ones.",
    };

    /// <summary>Volumes with the container runtime's socket have a rule of their own.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from volume in HostVolume.Of(workload)
        where !volume.HoldsRuntimeSocket
        let message = $"The volume {volume.Name} is the node's {(volume.Path.Length > 0 ? volume.Path : "file system")}."
        select Baseline((Node?)volume.Node.Scalar("path") ?? volume.Node, message);

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Volumes.Any();
}
