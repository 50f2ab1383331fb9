using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Scaling;

/// <summary>Lets a drain evict one pod at a time. A single pod has no budget, which would either block the drain or do nothing.</summary>
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
