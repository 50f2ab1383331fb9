using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Namespaces;

/// <summary>The most that the pods of a workload request from a namespace.</summary>
/// <param name="Pods">The number of pods at full scale during a rollout.</param>
internal sealed record WorkloadDemand(long Pods, decimal Cpu, decimal Memory, decimal StorageRequest, decimal StorageLimit, long Claims, decimal ClaimedStorage)
{
    private const string Storage = "ephemeral-storage";

    /// <summary>The demand of a workload, with its autoscaler.</summary>
    public static WorkloadDemand Of(Workload workload, ObjectGraph graph)
    {
        var pods = PodsOf(workload, graph);
        var claims = workload.Spec.Mappings("volumeClaimTemplates").ToList();
        return new WorkloadDemand(
            pods,
            pods * Sum(workload, container => container.Request("cpu")),
            pods * Sum(workload, container => container.Limit("memory")),
            pods * Sum(workload, container => container.Request(Storage)),
            pods * Sum(workload, container => container.Limit(Storage)),
            pods * claims.Count,
            pods * claims.Sum(claim => Quantity.Of(claim.At("spec", "resources", "requests", "storage"))?.Value ?? 0));
    }

    /// <summary>The demand of claims outside of StatefulSets.</summary>
    public static WorkloadDemand OfClaims(IReadOnlyList<KubernetesObject> claims) => new(
        0, 0, 0, 0, 0, claims.Count, claims.Sum(claim => Quantity.Of(claim.Root.At("spec", "resources", "requests", "storage"))?.Value ?? 0));

    private static long PodsOf(Workload workload, ObjectGraph graph)
    {
        switch (workload.Kind)
        {
            case "Deployment":
                var most = graph.AutoscalersOf(workload).FirstOrDefault()?.Spec?.Integer("maxReplicas") ?? workload.Replicas ?? 1;
                var surge = (workload.Spec.At("strategy", "rollingUpdate", "maxSurge") as ScalarNode)?.AsInteger ?? 1;
                // A terminating pod counts until it is gone, and its successor starts before.
                return most + (2 * surge);
            case "Job":
                return workload.Spec.Integer("parallelism") ?? 1;
            default:
                return workload.Replicas ?? 1;
        }
    }

    // Init containers run first and request less here, so only sidecars add up.
    private static decimal Sum(Workload workload, Func<Container, Quantity?> amount) => workload.LongRunningContainers.Sum(container => amount(container)?.Value ?? 0);
}
