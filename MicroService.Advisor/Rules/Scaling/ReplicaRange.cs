using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>How many pods a workload runs: what is written, or the bounds of what scales it.</summary>
/// <param name="Least">The fewest pods while the workload is wanted.</param>
/// <param name="Most">The most pods.</param>
internal readonly record struct ReplicaRange(long Least, long Most)
{
    /// <summary>The range; the defaults of Deployment, HorizontalPodAutoscaler (1) and KEDA's ScaledObject (0 to 100) where nothing is written.</summary>
    public static ReplicaRange Of(Workload workload, ObjectGraph graph)
    {
        if (graph.ScalersOf(workload).FirstOrDefault() is not { Spec: { } spec } scaler)
        {
            var replicas = workload.Replicas ?? 1;
            return new ReplicaRange(replicas, replicas);
        }

        return scaler.Kind == "ScaledObject"
            ? new ReplicaRange(spec.Integer("minReplicaCount") ?? 0, spec.Integer("maxReplicaCount") ?? 100)
            : new ReplicaRange(spec.Integer("minReplicas") ?? 1, spec.Integer("maxReplicas") ?? spec.Integer("minReplicas") ?? 1);
    }
}
