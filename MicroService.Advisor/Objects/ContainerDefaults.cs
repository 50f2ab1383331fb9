using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>What the LimitRanges of a namespace give containers that say nothing (LimitRange v1).</summary>
internal sealed class ContainerDefaults
{
    // Every container asks.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<string, ContainerDefaults>> Known = [];

    private readonly List<MappingNode> _ranges;

    private ContainerDefaults(IEnumerable<KubernetesObject> ranges) => _ranges =
    [
        .. ranges.Where(range => range.Group.Length == 0)
            .SelectMany(range => range.Spec?.Mappings("limits") ?? []).Where(limit => limit.Text("type") == "Container"),
    ];

    /// <summary>The defaults of a namespace.</summary>
    public static ContainerDefaults In(string ns, ObjectGraph graph) => Known.GetOrCreateValue(graph).GetOrAdd(
        ns, static (ns, graph) => new ContainerDefaults(graph.SameAs(ns).SelectMany(same => graph.OfKind("LimitRange", same))), graph);

    /// <summary>True if a container that writes no limit of a resource gets one that its request fits into.</summary>
    public static bool FillLimit(Container container, string resource, ObjectGraph graph) =>
        container.Node.At("resources", "limits", resource) is null
        && In(container.Workload.Object.Namespace, graph).Limit(resource) is { Value: > 0 } limit
        && (Quantity.Of(container.Node.At("resources", "requests", resource)) is not { } request || request.Value <= limit.Value);

    /// <summary>True if a container that writes neither request nor limit of a resource gets a request.</summary>
    public static bool FillRequest(Container container, string resource, ObjectGraph graph) =>
        container.Node.At("resources", "requests", resource) is null
        && container.Node.At("resources", "limits", resource) is null
        && In(container.Workload.Object.Namespace, graph).Request(resource) is { Value: > 0 };

    /// <summary>The limit that a container gets: the default, else the largest that is allowed.</summary>
    public Quantity? Limit(string resource) => First(resource, "default", "max");

    /// <summary>
    /// The request that a container gets: the default, else what stands for the limit, else the smallest that is allowed.
    /// </summary>
    public Quantity? Request(string resource) => First(resource, "defaultRequest", "default", "max", "min");

    private Quantity? First(string resource, params IEnumerable<string> fields) =>
        _ranges.Select(range => fields.Select(field => Quantity.Of(range.At(field, resource))).FirstOrDefault(amount => amount is not null))
            .FirstOrDefault(amount => amount is not null);
}
