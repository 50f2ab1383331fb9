using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>What the LimitRanges of a namespace give containers that say nothing (LimitRange v1).</summary>
internal sealed class ContainerDefaults(ObjectGraph graph, string ns)
{
    private readonly List<MappingNode> _ranges =
        [.. graph.OfKind("LimitRange", ns).SelectMany(range => range.Spec?.Mappings("limits") ?? []).Where(limit => limit.Text("type") == "Container")];

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
