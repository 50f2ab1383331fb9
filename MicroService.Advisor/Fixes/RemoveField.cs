using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>Takes <paramref name="Key"/> out of <paramref name="Anchor"/>.</summary>
public sealed record RemoveField(MappingNode Anchor, string Key) : FixOperation
{
    internal override Node Target => Anchor;

    internal override void Apply() => Anchor.Remove(Key);

    internal override FixOperation Onto(PartialCopy copy) => this with { Anchor = (MappingNode)copy.Of(Anchor) };
}
