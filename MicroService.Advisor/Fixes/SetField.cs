using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>Sets the field at the end of <paramref name="Path"/> below <paramref name="Anchor"/>.</summary>
public sealed record SetField(MappingNode Anchor, IReadOnlyList<string> Path, Node Value) : FixOperation
{
    internal override Node Target => Anchor;

    internal override void Apply() => Descend(Anchor, Path).Set(Path[^1], Value.Clone());

    internal override FixOperation Onto(PartialCopy copy) => this with { Anchor = copy.Along(Anchor, Path) };

    /// <summary>The mapping that holds the last key of the path; made, with all above it, where it is missing.</summary>
    internal static MappingNode Descend(MappingNode anchor, IReadOnlyList<string> path)
    {
        var mapping = anchor;
        foreach (var key in path.SkipLast(1))
        {
            if (mapping[key] is not MappingNode next)
            {
                mapping.Set(key, next = new MappingNode());
            }

            mapping = next;
        }

        return mapping;
    }
}
