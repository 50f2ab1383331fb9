using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Resources;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Namespaces;

/// <summary>
/// The ResourceQuota, which fits a rollout of all workloads at full scale and no more, and the LimitRange with defaults for other pods.
/// </summary>
internal static class NamespaceLimits
{
    /// <summary>The resources that the quota limits to what the application takes of them.</summary>
    public static IReadOnlyList<string> Resources { get; } =
    [
        "pods", "requests.cpu", "requests.memory", "limits.memory", "requests.ephemeral-storage", "limits.ephemeral-storage",
        "persistentvolumeclaims", "requests.storage",
    ];

    public static MappingNode Quota(MappingNode metadata, ObjectGraph graph, string ns)
    {
        var hard = MappingNode.Of();
        foreach (var demand in Resources.Select(resource => QuotaDemand.Of(resource, ns, graph)!))
        {
            hard.Set(demand.Resource, new ScalarNode(demand.TextOf(demand.Total), ScalarKind.String));
        }

        hard.Set("services.loadbalancers", None);
        hard.Set("services.nodeports", None);
        return Object("ResourceQuota", metadata, MappingNode.Of(("hard", hard)));
    }

    public static MappingNode Range(MappingNode metadata)
    {
        var any = WorkloadDefaults.Any;
        var limits = MappingNode.Of(("memory", any.Memory!), ("ephemeral-storage", any.EphemeralStorage!));
        var requests = MappingNode.Of(("cpu", any.Cpu!), ("memory", any.Memory!), ("ephemeral-storage", any.EphemeralStorage!));
        return Object("LimitRange", metadata, MappingNode.Of(("limits", SequenceNode.Of(MappingNode.Of(
            ("type", "Container"), ("default", limits), ("defaultRequest", requests))))));
    }

    private static MappingNode Object(string kind, MappingNode metadata, MappingNode spec) =>
        MappingNode.Of(("apiVersion", "v1"), ("kind", kind), ("metadata", metadata), ("spec", spec));

    private static ScalarNode None => new("0", ScalarKind.String);
}
