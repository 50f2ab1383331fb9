using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Pods do not read or write the node's files.</summary>
public sealed class HostPathRule : WorkloadRule
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
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.PodSpec.Mappings("volumes").Any();

    /// <summary>Volumes with the container runtime's socket have a rule of their own.</summary>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from volume in HostVolume.Of(workload)
        where !volume.HoldsRuntimeSocket
        select Report(workload, (Node?)volume.Node.Scalar("path") ?? volume.Node, $"The volume {volume.Name} is the node's {(volume.Path.Length > 0 ? volume.Path : "file system")}.");
}
