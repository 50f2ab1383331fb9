using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>The claims that Aspire has given a workload, which it writes as objects of their own.</summary>
internal static class ChartVolumes
{
    /// <summary>The volumes behind claims.</summary>
    public static IReadOnlyList<ClusterVolume> Of(PodTemplateSpecV1 template, string size) =>
    [
        .. from mount in template.Spec.Containers[0].VolumeMounts
           where template.Spec.Volumes.Any(volume => volume.Name == mount.Name && volume.PersistentVolumeClaim is not null)
           select new ClusterVolume(mount.Name, mount.MountPath, mount.ReadOnly ?? false, size),
    ];

    /// <summary>What Aspire's claims ask for, so that the quota counts them; they are not written again.</summary>
    public static IEnumerable<MappingNode> Claims(PodTemplateSpecV1 template, string size, string ns) =>
        from volume in template.Spec.Volumes
        let claim = volume.PersistentVolumeClaim
        where claim is not null
        select MappingNode.Of(
            ("apiVersion", "v1"),
            ("kind", "PersistentVolumeClaim"),
            ("metadata", MappingNode.Of(("name", claim.ClaimName), ("namespace", ns))),
            ("spec", MappingNode.Of(("resources", MappingNode.Of(("requests", MappingNode.Of(("storage", size))))))));
}
