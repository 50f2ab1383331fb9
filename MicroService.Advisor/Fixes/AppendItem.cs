using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// Adds <paramref name="Item"/> to the sequence at <paramref name="Path"/> below <paramref name="Anchor"/>, unless it is there.
/// </summary>
public sealed record AppendItem(MappingNode Anchor, IReadOnlyList<string> Path, Node Item) : FixOperation
{
    internal override Node Target => Anchor;

    internal override void Apply()
    {
        var parent = SetField.Descend(Anchor, Path);
        if (parent[Path[^1]] is not SequenceNode sequence)
        {
            parent.Set(Path[^1], sequence = new SequenceNode());
        }

        if (!sequence.Items.Any(Item.DataEquals))
        {
            sequence.Add(Item.Clone());
        }
    }

    internal override FixOperation Onto(PartialCopy copy) => this with { Anchor = copy.Along(Anchor, Path) };
}
