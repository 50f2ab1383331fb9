using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Storage comes through claims and drivers.</summary>
public sealed class VolumeTypeRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "volume-types",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Volumes are of the types that Kubernetes manages",
        Why = "Storage that a pod names by itself (nfs, iscsi, gitRepo, flexVolume) goes around the claims and drivers that control who may mount what.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
    };

    private static readonly string[] Allowed =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.PodSpec.Mappings("volumes").Any();

    /// <summary>Volumes of the node have a rule of their own; a volume without a type is an emptyDir.</summary>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from volume in workload.PodSpec.Mappings("volumes")
        where !Allowed.Any(volume.Has)
        let type = volume.Entries.FirstOrDefault(entry => entry.Key.Value is not ("name" or "hostPath") && entry.Value is MappingNode)
        where type is not null
        select Report(workload, type.Value, $"The volume {volume.Text("name")} is of type {type.Key.Value}, which the Restricted standard forbids.");
}
