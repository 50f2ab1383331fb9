using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Quota;

/// <summary>What the pods of a workload may ask of a namespace at most.</summary>
/// <param name="Pods">How many there are while it is scaled to its most and updated at once.</param>
internal sealed record WorkloadDemand(long Pods, decimal Cpu, decimal Memory, decimal StorageRequest, decimal StorageLimit, long Claims, decimal ClaimedStorage)
{
    private const string Storage = "ephemeral-storage";

    /// <summary>The demand of an object that runs pods, with the autoscaler that moves it.</summary>
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

    /// <summary>The demand of claims that are objects of their own.</summary>
    public static WorkloadDemand OfClaims(IReadOnlyList<KubernetesObject> claims) => new(
        0, 0, 0, 0, 0, claims.Count, claims.Sum(claim => Quantity.Of(claim.Root.At("spec", "resources", "requests", "storage"))?.Value ?? 0));

    private static long PodsOf(Workload workload, ObjectGraph graph)
    {
        switch (workload.Kind)
        {
            case "Deployment":
                var most = graph.AutoscalersOf(workload).FirstOrDefault()?.Spec?.Integer("maxReplicas") ?? workload.Replicas ?? 1;
                var surge = (workload.Spec.At("strategy", "rollingUpdate", "maxSurge") as ScalarNode)?.AsInteger ?? 1;
                // A pod on its way out counts until it is gone, and its successor does not wait for that.
                return most + (2 * surge);
            case "Job":
                return workload.Spec.Integer("parallelism") ?? 1;
            default:
                return workload.Replicas ?? 1;
        }
    }

    // Init containers run before the others and ask for less than them here: only sidecars add up.
    private static decimal Sum(Workload workload, Func<Container, Quantity?> amount) => workload.LongRunningContainers.Sum(container => amount(container)?.Value ?? 0);
}
