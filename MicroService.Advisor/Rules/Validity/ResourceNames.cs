using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The names of resources that Kubernetes knows.</summary>
/// <remarks>Kubernetes: pkg/apis/core/helper/helpers.go.</remarks>
internal static class ResourceNames
{
    private const string HugePages = "hugepages-";

    private const string RequestedHugePages = "requests.hugepages-";

    private static readonly FrozenSet<string> OfContainers = FrozenSet.ToFrozenSet(["cpu", "memory", "ephemeral-storage"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfCompute = FrozenSet.ToFrozenSet(
        ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"], StringComparer.Ordinal);

    // Of these only whole numbers can be counted.
    private static readonly FrozenSet<string> Counts = FrozenSet.ToFrozenSet(
        [
            "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
            "services.loadbalancers",
        ],
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfStorage = FrozenSet.ToFrozenSet(
        ["requests.storage", "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage"], StringComparer.Ordinal);

    /// <summary>Names that need no domain anywhere.</summary>
    public static bool IsStandard(string name) => IsOfQuota(name) || name == "storage";

    /// <summary>What a container may request: a standard resource, or one with a domain.</summary>
    public static bool IsOfContainer(string name) =>
        ValidName.IsQualifiedName(name)
        && (name.Contains('/', StringComparison.Ordinal) || OfContainers.Contains(name) || name.StartsWith(HugePages, StringComparison.Ordinal));

    /// <summary>A standard resource that a quota limits.</summary>
    public static bool IsOfQuota(string name) =>
        OfCompute.Contains(name) || Counts.Contains(name) || OfStorage.Contains(name)
        || name.StartsWith(HugePages, StringComparison.Ordinal) || name.StartsWith(RequestedHugePages, StringComparison.Ordinal);

    /// <summary>Whether the amounts of a resource are whole numbers: counts, and resources with a domain other than Kubernetes' own.</summary>
    public static bool IsWhole(string name) =>
        Counts.Contains(name)
        || (name.Contains('/', StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal)
            && !name.StartsWith("requests.", StringComparison.Ordinal) && ValidName.IsQualifiedName($"requests.{name}"));

    /// <summary>Whether a quota with a scope can limit a standard resource.</summary>
    public static bool HasScope(string name, string scope) => scope switch
    {
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
        _ => name == "pods" || OfCompute.Contains(name),
    };
}
