using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Namespaces;

/// <summary>The ResourceQuota, which fits all workloads at full scale and little more, and the LimitRange with defaults for other pods.</summary>
internal static class NamespaceLimits
{
    public static MappingNode Quota(MappingNode metadata, IReadOnlyList<WorkloadDemand> demands)
    {
        var hard = MappingNode.Of(
            ("pods", Count(demands.Sum(demand => demand.Pods))),
            ("requests.cpu", new Quantity(demands.Sum(demand => demand.Cpu)).ToCpuText()),
            ("requests.memory", Memory(demands.Sum(demand => demand.Memory))),
            ("limits.memory", Memory(demands.Sum(demand => demand.Memory))),
            ("requests.ephemeral-storage", Memory(demands.Sum(demand => demand.StorageRequest))),
            ("limits.ephemeral-storage", Memory(demands.Sum(demand => demand.StorageLimit))),
            ("persistentvolumeclaims", Count(demands.Sum(demand => demand.Claims))),
            ("requests.storage", Memory(demands.Sum(demand => demand.ClaimedStorage))),
            ("services.loadbalancers", Count(0)),
            ("services.nodeports", Count(0)));
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

    private static ScalarNode Count(long number) => new ScalarNode(number.ToString(CultureInfo.InvariantCulture), ScalarKind.String);

    private static string Memory(decimal bytes) => new Quantity(bytes).ToMemoryText();
}
