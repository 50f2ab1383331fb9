using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>What a container requests of a resource, and where that can be read from if it is not written.</summary>
internal static class ResourceRequest
{
    /// <summary>The nearest mapping that could hold an amount.</summary>
    public static MappingNode Holder(Container container, string list) =>
        container.Node.Mapping("resources")?.Mapping(list) ?? container.Node.Mapping("resources") ?? container.Node;

    /// <summary>Writes the limit as request, which Kubernetes does itself where no request is written; null without a limit.</summary>
    public static Fix? FromLimit(Container container, string resource)
    {
        if (container.Limit(resource) is not { Value: > 0 } || container.Node.At("resources", "limits", resource) is not ScalarNode limit)
        {
            return null;
        }

        // Filled in by the API server: the object holds the very request already, and only its source can be changed.
        if (container.Request(resource) is null && Quantity.Of(container.Node.At("resources", "requests", resource)) is not null)
        {
            return null;
        }

        var description = $"request the {Word(resource)} that the limit allows: {limit.Value}";
        var fix = container.Request(resource) is null ? Fix.Safe(description) : Fix.Review(description);
        return fix.Set(container.Node, ["resources", "requests", resource], Fresh.Copy(limit));
    }

    /// <summary>What to say about a container without request.</summary>
    public static string Missing(Container container, string resource)
    {
        if (container.Limit(resource) is not { Value: > 0 })
        {
            return $"The container requests no {Word(resource)}, and no limit tells how much it may need.";
        }

        var limit = container.Node.At("resources", "limits", resource);
        return container.Request(resource) is null
            ? $"The container requests no {Word(resource)}; Kubernetes reserves its limit of {limit} by default."
            : $"The container requests no {Word(resource)} although its limit is {limit}, so nothing is reserved for it.";
    }

    private static string Word(string resource) => resource switch
    {
        "cpu" => "CPU",
        "ephemeral-storage" => "ephemeral storage",
        _ => resource,
    };
}
