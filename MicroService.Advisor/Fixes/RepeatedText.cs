using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// Tells the fixes that would change what an anchor, alias or merge key repeats: they can't be written without taking the anchors of the
/// file apart, so that a person must decide. So must one where a key is repeated: which of its values is meant, nobody else knows.
/// </summary>
internal static class RepeatedText
{
    /// <summary>True if a step of the fix changes an anchored node that is used elsewhere, or the copy at an alias or merge key.</summary>
    public static bool IsChangedBy(Fix fix) => fix.Operations.Any(IsChangedBy);

    /// <summary>True if a step changes an anchored node that is used elsewhere, or the copy at an alias or merge key.</summary>
    public static bool IsChangedBy(FixOperation operation) =>
        operation.Target is { } target && (IsRepeatedAround(target) || IsRepeatedBelow(operation));

    private static bool IsRepeatedAround(Node target)
    {
        for (var at = target; at is not null; at = at.Parent)
        {
            if (at.IsRepeated || at.IsAlias
                || (ReferenceEquals(at, target) && HasMergedOnly(at))
                || (at.Parent is MappingNode { HasMergeKey: true } parent && IsMerged(parent, at))
                || (at.Parent is MappingNode { Duplicates.Count: > 0 } owner && HasTwice(owner, owner.KeyOf(at))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMerged(MappingNode parent, Node value) =>
        parent.Entries.Any(entry => entry.IsMerged && ReferenceEquals(entry.Value, value));

    private static bool IsRepeatedBelow(FixOperation operation) => operation switch
    {
        SetField set => IsRepeatedAlong(set.Anchor, set.Path.SkipLast(1)) || HasAnchor(set.Anchor.At([.. set.Path])) || HasTwiceAlong(set.Anchor, set.Path),
        AppendItem append => IsRepeatedAlong(append.Anchor, append.Path) || HasTwiceAlong(append.Anchor, append.Path),
        RemoveField remove => remove.Anchor.Find(remove.Key) is { IsMerged: true } || HasAnchor(remove.Anchor[remove.Key])
            || HasTwice(remove.Anchor, remove.Key),
        RenameField rename => HasTwice(rename.Anchor, rename.Key) || HasTwice(rename.Anchor, rename.NewKey),
        RemoveItem remove => HasAnchor(remove.Item),
        ReplaceItem replace => HasAnchor(replace.Item),
        _ => false,
    };

    private static bool IsRepeatedAlong(MappingNode anchor, IEnumerable<string> path)
    {
        var mapping = anchor;
        foreach (var key in path)
        {
            if (mapping?.Find(key) is not { } entry)
            {
                break;
            }

            if (entry.IsMerged || entry.Value.IsRepeated || entry.Value.IsAlias || HasMergedOnly(entry.Value))
            {
                return true;
            }

            mapping = entry.Value as MappingNode;
        }

        return false;
    }

    private static bool HasTwiceAlong(MappingNode anchor, IEnumerable<string> path)
    {
        var mapping = anchor;
        foreach (var key in path)
        {
            if (mapping is not null && HasTwice(mapping, key))
            {
                return true;
            }

            mapping = mapping?.Mapping(key);
        }

        return false;
    }

    private static bool HasTwice(MappingNode mapping, string key) => mapping.Duplicates.Any(duplicate => duplicate.Name == key);

    // There is no line of its own to add one to.
    private static bool HasMergedOnly(Node node) =>
        node is MappingNode { HasMergeKey: true } mapping && mapping.Entries.All(entry => entry.IsMerged);

    private static bool HasAnchor(Node? node) => node is not null && (node.IsRepeated || node switch
    {
        MappingNode mapping => mapping.Entries.Any(entry => HasAnchor(entry.Value)),
        SequenceNode sequence => sequence.Items.Any(HasAnchor),
        _ => false,
    });
}
