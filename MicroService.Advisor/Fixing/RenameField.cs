using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixing;

/// <summary>Gives the field <paramref name="Key"/> of <paramref name="Anchor"/> the name <paramref name="NewKey"/>, unless that is taken.</summary>
public sealed record RenameField(MappingNode Anchor, string Key, string NewKey) : FixOperation
{
    internal override Node Target => Anchor;

    internal override void Apply() => Anchor.Rename(Key, NewKey);

    internal override FixOperation Onto(Func<Node, Node> copyOf) => this with { Anchor = (MappingNode)copyOf(Anchor) };
}
