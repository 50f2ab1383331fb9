using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Scaling;

/// <summary>The minimum and maximum number of a workload's pods.</summary>
internal readonly record struct ReplicaPlan(int Least, int Most)
{
    /// <summary>Whether an autoscaler changes the number.</summary>
    public bool Scales => Most > Least;

    public static ReplicaPlan Of(ClusterWorkload workload, KubernetesOptions options)
    {
        // A worker may not be safe to run twice, so it is scaled only by explicit settings.
        if (!CanBeMany(workload) || (workload.Ports.Count == 0 && options.Of(workload.Resource).MinReplicas is null))
        {
            return new ReplicaPlan(1, 1);
        }

        var least = Math.Max(1, workload.Settings.MinReplicas!.Value);
        return new ReplicaPlan(least, Math.Max(least, workload.Settings.MaxReplicas!.Value));
    }

    // Two pods of a data store are two separate stores, and a volume belongs to one pod.
    private static bool CanBeMany(ClusterWorkload workload) =>
        workload.Kind == WorkloadKind.Deployment
        && !workload.Volumes.Any(volume => !volume.IsReadOnly)
        && !DataStore.Is(ImageReference.Parse(workload.Image.Reference));
}
