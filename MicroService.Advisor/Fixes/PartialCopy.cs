using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// A copy of a tree that shares with it whatever is not about to change: objects are large and fixes small, and the fix of each finding
/// is tried out on a copy of its own.
/// </summary>
internal sealed class PartialCopy(Node original)
{
    private readonly Dictionary<Node, Node> _copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>The copy of the whole tree.</summary>
    public Node Root => Of(original);

    /// <summary>The copy of a node of the tree, which may then be changed.</summary>
    public Node Of(Node node)
    {
        if (_copies.TryGetValue(node, out var known))
        {
            return known;
        }

        var copy = node.ShallowCopy();
        _copies.Add(node, copy);
        if (!ReferenceEquals(node, original))
        {
            switch (Of(node.Parent!))
            {
                case MappingNode mapping:
                    mapping.Exchange(node, copy);
                    break;
                case SequenceNode sequence:
                    sequence.Exchange(node, copy);
                    break;
            }
        }

        return copy;
    }

    /// <summary>The copy of a mapping, to be changed down a path of keys.</summary>
    public MappingNode Along(MappingNode anchor, IEnumerable<string> path)
    {
        var copy = (MappingNode)Of(anchor);
        Node? node = anchor;
        foreach (var key in path)
        {
            node = (node as MappingNode)?[key];
            if (node is not (MappingNode or SequenceNode))
            {
                break;
            }

            Of(node);
        }

        return copy;
    }

    /// <summary>Copies a node and all that it holds.</summary>
    public void Whole(Node node)
    {
        Of(node);
        foreach (var child in node is MappingNode mapping ? mapping.Entries.Select(entry => entry.Value) : (node as SequenceNode)?.Items ?? [])
        {
            Whole(child);
        }
    }
}
