using System.Collections.Frozen;

namespace MicroService.Advisor.Objects;

/// <summary>Tells the names of resources apart.</summary>
/// <remarks>kubernetes: pkg/apis/core/helper/helpers.go.</remarks>
internal static class ResourceName
{
    private const string HugePages = "hugepages-";

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

    /// <summary>True for names that need no domain anywhere.</summary>
    public static bool IsStandard(string name) => IsOfQuota(name) || name == "storage";

    /// <summary>True for what a container may request by its plain name.</summary>
    public static bool IsOfContainers(string name) => name is "cpu" or "memory" or "ephemeral-storage" || IsHugePages(name);

    /// <summary>True for what a container may request: by its plain name, or with a domain.</summary>
    public static bool MayBeRequested(string name) =>
        ValidName.IsQualifiedName(name) && (name.Contains('/', StringComparison.Ordinal) || IsOfContainers(name));

    /// <summary>True for pages of one size, such as <c>hugepages-2Mi</c>.</summary>
    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>The size of a huge page in bytes, or null if the name has none.</summary>
    public static decimal? PageSize(string name) => Quantity.TryParse(name[HugePages.Length..], out var size) && size.Value >= 1 ? size.Value : null;

    /// <summary>True for Kubernetes' own resources.</summary>
    public static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>True for a resource that a device plugin offers, such as <c>example.com/gpu</c>; it is counted in whole numbers.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && ValidName.IsQualifiedName($"requests.{name}");

    /// <summary>True if the amounts are whole numbers.</summary>
    public static bool IsWhole(string name) => Counts.Contains(name) || IsExtended(name);

    /// <summary>True if a node may promise more of it than it has, so that a request may be lower than the limit.</summary>
    public static bool MayBeOvercommitted(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>True for a standard resource that a quota limits.</summary>
    public static bool IsOfQuota(string name) =>
        OfCompute.Contains(name) || Counts.Contains(name) || OfStorage.Contains(name) || IsHugePages(name)
        || name.StartsWith($"requests.{HugePages}", StringComparison.Ordinal);

    /// <summary>True if a quota with a scope can limit a standard resource.</summary>
    public static bool HasScope(string name, string scope) => scope switch
    {
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
        _ => name == "pods" || OfCompute.Contains(name),
    };
}
