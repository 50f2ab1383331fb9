using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>Takes <paramref name="Item"/> out of <paramref name="Sequence"/>.</summary>
public sealed record RemoveItem(SequenceNode Sequence, Node Item) : FixOperation
{
    internal override Node Target => Sequence;

    internal override void Apply() => Sequence.Remove(Item);

    internal override FixOperation Onto(PartialCopy copy) => new RemoveItem((SequenceNode)copy.Of(Sequence), copy.Of(Item));
}
