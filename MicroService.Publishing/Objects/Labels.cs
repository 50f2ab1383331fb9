using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The recommended labels (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/).</summary>
internal static class Labels
{
    public const string Name = "app.kubernetes.io/name";
    public const string PartOf = "app.kubernetes.io/part-of";
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string Publisher = "microservice";

    /// <summary>The labels of selectors: only the name, because selectors are immutable.</summary>
    public static MappingNode Selector(ClusterWorkload workload) => MappingNode.Of((Name, workload.Name));

    /// <summary>The labels of every object of a workload.</summary>
    public static MappingNode Of(ClusterWorkload workload, ClusterModel model) =>
        MappingNode.Of((Name, workload.Name), (PartOf, model.Name), (ManagedBy, Publisher));
}
