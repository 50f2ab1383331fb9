using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>Keeps answers within the LimitRanges of their namespace (LimitRange v1).</summary>
internal sealed class NamespaceBounds
{
    private readonly string _ns;
    private readonly List<MappingNode> _ranges;
    private readonly List<MappingNode> _ofPods;

    /// <param name="graph">The manifests.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="defaultNamespace">The namespace of objects that name none.</param>
    public NamespaceBounds(ObjectGraph graph, string ns, string defaultNamespace)
    {
        var limits = graph.OfKind("LimitRange").Where(range => (range.WrittenNamespace ?? defaultNamespace) == ns)
            .SelectMany(range => range.Spec?.Mappings("limits") ?? []).ToList();
        _ns = ns;
        _ranges = [.. limits.Where(limit => limit.Text("type") == "Container")];
        _ofPods = [.. limits.Where(limit => limit.Text("type") == "Pod")];
    }

    public ContainerAnswer Apply(ContainerAnswer answer)
    {
        var notes = new List<string>(answer.Notes);
        var (cpu, cpuLimit) = Within("cpu", answer.Right.CpuRequest, answer.Right.CpuLimit, notes);
        var (memory, memoryLimit) = Within("memory", answer.Right.MemoryRequest, answer.Right.MemoryLimit, notes);
        return notes.Count == answer.Notes.Count ? answer : answer with { Right = new ContainerSizes(cpu, cpuLimit, memory, memoryLimit), Notes = notes };
    }

    /// <summary>Keeps a resource as it is where the sums of the pod would leave the range of pods.</summary>
    public IEnumerable<ContainerAnswer> ApplyToPod(IReadOnlyList<(Container Container, ContainerAnswer Answer)> answers)
    {
        var bounded = answers;
        foreach (var resource in _ofPods.Count == 0 ? [] : (string[])["cpu", "memory"])
        {
            var running = bounded.Where(pair => pair.Container.IsLongRunning).Select(pair => pair.Answer).ToList();
            var (requests, limits) = (Sum(running, "requests", resource), Sum(running, "limits", resource));
            var broken = _ofPods.FirstOrDefault(range =>
                (Quantity.Of(range.At("min", resource)) is { } least && requests < least.Value)
                || (Quantity.Of(range.At("max", resource)) is { } most && (requests > most.Value || limits > most.Value)));
            if (broken is not null && running.Exists(answer => answer.Changes.Any(change => change.Resource == resource)))
            {
                bounded = [.. bounded.Select(pair => (pair.Container, Kept(pair.Answer, resource)))];
            }
        }

        return bounded.Select(pair => pair.Answer);
    }

    private ContainerAnswer Kept(ContainerAnswer answer, string resource)
    {
        var (present, right) = (answer.Present, answer.Right);
        if (!answer.Changes.Any(change => change.Resource == resource))
        {
            return answer;
        }

        var note = $"The LimitRange of {_ns} bounds the {resource} of pods, which the sum would leave, so the {resource} stays.";
        return answer with
        {
            Right = resource == "cpu" ? right with { CpuRequest = present.CpuRequest, CpuLimit = present.CpuLimit }
                : right with { MemoryRequest = present.MemoryRequest, MemoryLimit = present.MemoryLimit },
            Notes = [.. answer.Notes, note],
        };
    }

    // Where there is no figure, what is written counts.
    private static decimal Sum(List<ContainerAnswer> answers, string list, string resource) => answers.Sum(answer =>
        answer.Right.All.Zip(answer.Present.All)
            .Where(pair => pair.First.List == list && pair.First.Resource == resource)
            .Sum(pair => (pair.First.Amount ?? pair.Second.Amount)?.Value ?? 0));

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
            notes.Add($"The LimitRange of {_ns} bounds its {resource}: {Text(resource, before)} would be right, {Text(resource, size)} is allowed.");
        }

        return (size, limit);
    }

    private static string Text(string resource, Quantity amount) => resource == "cpu" ? amount.ToCpuText() : amount.ToMemoryText();
}
