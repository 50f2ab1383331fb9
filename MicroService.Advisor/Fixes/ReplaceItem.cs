using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>Puts <paramref name="Replacement"/> in the place of <paramref name="Item"/> in <paramref name="Sequence"/>.</summary>
public sealed record ReplaceItem(SequenceNode Sequence, Node Item, Node Replacement) : FixOperation
{
    internal override Node Target => Sequence;

    internal override void Apply()
    {
        if (Sequence.IndexOf(Item) >= 0)
        {
            Sequence.Replace(Item, Replacement.Clone());
        }
    }

    internal override FixOperation Onto(PartialCopy copy) =>
        new ReplaceItem((SequenceNode)copy.Of(Sequence), copy.Of(Item), Replacement);
}
