using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Hardening;

namespace MicroService.Publishing.Scaling;

/// <summary>Lets a drain take one pod at a time. A pod that is alone gets none: it would block the drain or do nothing.</summary>
internal static class DisruptionBudget
{
    public static void Apply(WorkloadManifest manifest, ReplicaPlan plan)
    {
        if (manifest.Workload.Kind == WorkloadKind.Job || plan.Most < 2)
        {
            return;
        }

        manifest.Add(MappingNode.Of(
            ("apiVersion", "policy/v1"),
            ("kind", "PodDisruptionBudget"),
            ("metadata", manifest.MetadataOf(manifest.Workload.Name)),
            ("spec", MappingNode.Of(
                ("maxUnavailable", 1),
                ("unhealthyPodEvictionPolicy", "AlwaysAllow"),
                ("selector", MappingNode.Of(("matchLabels", manifest.PodLabels)))))));
    }
}
