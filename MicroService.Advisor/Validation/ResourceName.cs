using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Tells the names of resources apart.</summary>
/// <remarks>kubernetes: pkg/apis/core/helper/helpers.go.</remarks>
internal static class ResourceName
{
    private const string HugePages = "hugepages-";

    /// <summary>True for what a container may request by its plain name.</summary>
    public static bool IsOfContainers(string name) => name is "cpu" or "memory" or "ephemeral-storage" || IsHugePages(name);

    /// <summary>True for pages of one size, such as <c>hugepages-2Mi</c>.</summary>
    public static bool IsHugePages(string name) => name.StartsWith(HugePages, StringComparison.Ordinal);

    /// <summary>The size of a huge page in bytes, or null if the name has none.</summary>
    public static decimal? PageSize(string name) => Quantity.TryParse(name[HugePages.Length..], out var size) && size.Value >= 1 ? size.Value : null;

    /// <summary>True for Kubernetes' own resources.</summary>
    public static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>True for a resource that a device plugin offers, such as <c>example.com/gpu</c>; it is counted in whole numbers.</summary>
    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && ValidName.IsQualifiedName($"requests.{name}");

    /// <summary>True if a node may promise more of it than it has, so that a request may be lower than the limit.</summary>
    public static bool MayBeOvercommitted(string name) => IsNative(name) && !IsHugePages(name);
}
