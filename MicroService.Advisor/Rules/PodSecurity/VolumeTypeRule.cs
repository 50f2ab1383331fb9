using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Storage comes through claims and drivers.</summary>
public sealed class VolumeTypeRule : PodSecurityRule
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

    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker", "gcePersistentDisk", "gitRepo",
        "glusterfs", "iscsi", "nfs", "photonPersistentDisk", "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
    };

    /// <summary>Volumes of the node have rules of their own; a volume without a type is an emptyDir.</summary>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from volume in workload.Volumes
        let type = volume.Entries.FirstOrDefault(entry => entry.Value is MappingNode && Forbidden.Contains(entry.Name))
        where type is not null
        let message = $"The volume {volume.Text("name")} is of type {type.Name}, which the Restricted standard forbids."
        select Restricted(type.Value, message);

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => workload.Volumes.Any();
}
