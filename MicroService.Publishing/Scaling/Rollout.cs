using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Scaling;

/// <summary>The rollout of a new version, and the spread of the pods.</summary>
internal static class Rollout
{
    /// <summary>The additional pods while a Deployment is updated.</summary>
    public const int Surge = 1;

    private const long MinReadySeconds = 10;
    private const long Revisions = 5;
    private const long LeastDeadlineSeconds = 600;

    public static void Apply(WorkloadManifest manifest, ReplicaPlan plan)
    {
        switch (manifest.Workload.Kind)
        {
            case WorkloadKind.Deployment:
                ApplyDeployment(manifest, plan);
                break;
            case WorkloadKind.StatefulSet:
                manifest.Spec.Set("replicas", plan.Least);
                manifest.Spec.Default("updateStrategy", MappingNode.Of(("type", "RollingUpdate")));
                break;
            default:
                return;
        }

        manifest.Spec.Default("minReadySeconds", MinReadySeconds);
        manifest.Spec.Default("revisionHistoryLimit", Revisions);
        if (plan.Most > 1)
        {
            Spread(manifest);
        }
    }

    private static void ApplyDeployment(WorkloadManifest manifest, ReplicaPlan plan)
    {
        if (plan.Scales)
        {
            manifest.Spec.Remove("replicas");
        }
        else
        {
            manifest.Spec.Set("replicas", plan.Least);
        }

        var start = (long)Math.Ceiling(manifest.Workload.Settings.StartupTime!.Value.TotalSeconds);
        manifest.Spec.Default("progressDeadlineSeconds", Math.Max(LeastDeadlineSeconds, 2 * (start + MinReadySeconds)));
        manifest.Spec.Default("strategy", MappingNode.Of(
            ("type", "RollingUpdate"), ("rollingUpdate", MappingNode.Of(("maxUnavailable", 0), ("maxSurge", Surge)))));
    }

    private static void Spread(WorkloadManifest manifest)
    {
        if (!manifest.PodSpec.Has("topologySpreadConstraints"))
        {
            manifest.PodSpec.Set("topologySpreadConstraints", SequenceNode.Of(Over(manifest, "topology.kubernetes.io/zone"), Over(manifest, "kubernetes.io/hostname")));
        }
    }

    // A preference, so that a cluster with one zone or node still runs the pods.
    private static MappingNode Over(WorkloadManifest manifest, string key) => MappingNode.Of(
        ("maxSkew", 1),
        ("topologyKey", key),
        ("whenUnsatisfiable", "ScheduleAnyway"),
        ("labelSelector", MappingNode.Of(("matchLabels", manifest.PodLabels))));
}
