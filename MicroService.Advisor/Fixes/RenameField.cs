using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// Gives the field <paramref name="Key"/> of <paramref name="Anchor"/> the name <paramref name="NewKey"/>, unless that is taken.
/// </summary>
public sealed record RenameField(MappingNode Anchor, string Key, string NewKey) : FixOperation
{
    internal override Node Target => Anchor;

    internal override void Apply() => Anchor.Rename(Key, NewKey);

    internal override FixOperation Onto(PartialCopy copy)
    {
        // A later step may change what it holds by its new name.
        if (Anchor.FindWritten(Key) is { } entry)
        {
            copy.Whole(entry.Value);
        }

        return this with { Anchor = (MappingNode)copy.Of(Anchor) };
    }
}
