using MicroService.Advisor.Objects;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Scaling;

/// <summary>How many pods a workload has, from the fewest to the most.</summary>
internal readonly record struct ReplicaPlan(int Least, int Most)
{
    /// <summary>True if an autoscaler moves between the two.</summary>
    public bool Scales => Most > Least;

    public static ReplicaPlan Of(ClusterWorkload workload, KubernetesOptions options)
    {
        // A worker may be one that must not run twice, so only a person makes it many.
        if (!CanBeMany(workload) || (workload.Ports.Count == 0 && options.Of(workload.Resource).MinReplicas is null))
        {
            return new ReplicaPlan(1, 1);
        }

        var least = Math.Max(1, workload.Settings.MinReplicas!.Value);
        return new ReplicaPlan(least, Math.Max(least, workload.Settings.MaxReplicas!.Value));
    }

    // Two data stores are two stores, and a volume belongs to one pod.
    private static bool CanBeMany(ClusterWorkload workload) =>
        workload.Kind == WorkloadKind.Deployment
        && !workload.Volumes.Any(volume => !volume.IsReadOnly)
        && !DataStore.Is(ImageReference.Parse(workload.Image.Reference));
}
