using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>Keeps answers within the LimitRanges of their namespace (LimitRange v1).</summary>
internal sealed class NamespaceBounds(ObjectGraph graph, string ns)
{
    private readonly List<MappingNode> _ranges =
    [
        .. graph.OfKind("LimitRange").Where(range => range.Namespace == ns).SelectMany(range => range.Spec?.Mappings("limits") ?? [])
            .Where(limit => limit.Text("type") == "Container"),
    ];

    public ContainerAnswer Apply(ContainerAnswer answer)
    {
        var notes = new List<string>(answer.Notes);
        var (cpu, cpuLimit) = Within("cpu", answer.Right.CpuRequest, answer.Right.CpuLimit, notes);
        var (memory, memoryLimit) = Within("memory", answer.Right.MemoryRequest, answer.Right.MemoryLimit, notes);
        return notes.Count == answer.Notes.Count ? answer : answer with { Right = new ContainerSizes(cpu, cpuLimit, memory, memoryLimit), Notes = notes };
    }

    private (Quantity? Request, Quantity? Limit) Within(string resource, Quantity? request, Quantity? limit, List<string> notes)
    {
        if (request is not { } size)
        {
            return (request, limit);
        }

        var (before, limitBefore) = (size, limit);
        foreach (var range in _ranges)
        {
            var (min, max) = (Quantity.Of(range.At("min", resource)), Quantity.Of(range.At("max", resource)));
            var ratio = Quantity.Of(range.At("maxLimitRequestRatio", resource));
            size = min is { } least && size < least ? least : max is { } most && size > most ? most : size;
            limit = limit is { } written && max is { } highest && written > highest ? highest : limit;
            // The limit is a bound that exists already; a request that is too far below it would be refused.
            if (ratio is { Value: > 0 } factor && limit is { } bound && size.Value * factor.Value < bound.Value)
            {
                size = resource == "cpu" ? new Quantity(Math.Ceiling(bound.Value / factor.Value * 1000) / 1000) : new Quantity(Math.Ceiling(bound.Value / factor.Value));
            }
        }

        limit = limit is { } last && last < size ? size : limit;
        if (size != before || limit != limitBefore)
        {
            notes.Add($"The LimitRange of {ns} bounds its {resource}: {Text(resource, before)} would be right, {Text(resource, size)} is allowed.");
        }

        return (size, limit);
    }

    private static string Text(string resource, Quantity amount) => resource == "cpu" ? amount.ToCpuText() : amount.ToMemoryText();
}
