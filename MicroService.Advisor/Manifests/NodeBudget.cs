namespace MicroService.Advisor.Manifests;

/// <summary>How many nodes a file may still have.</summary>
internal sealed class NodeBudget(int nodes)
{
    private int _left = nodes;

    /// <summary>The nodes that are left.</summary>
    public int Left => _left;

    public bool Take() => --_left >= 0;

    /// <summary>Takes as many nodes as the tree has; false, at once, if there are not so many left.</summary>
    public bool TakeTree(Node node) => Take() && node switch
    {
        MappingNode mapping => mapping.Entries.All(entry => Take() && TakeTree(entry.Value)),
        SequenceNode sequence => sequence.Items.All(TakeTree),
        _ => true,
    };
}
