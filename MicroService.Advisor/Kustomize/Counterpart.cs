using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>Finds in one tree what stands at a place of another, as kustomize merges them: items of lists by what names them.</summary>
internal static class Counterpart
{
    // What kustomize merges lists by, and what else tells items apart (Kubernetes API reference, x-kubernetes-patch-merge-key).
    private static readonly string[] MergeKeys = ["name", "containerPort", "mountPath", "devicePath", "port", "ip", "topologyKey", "key", "type"];

    /// <summary>The node of <paramref name="other"/> where <paramref name="node"/> stands below <paramref name="root"/>, or null.</summary>
    public static Node? Of(Node node, Node root, Node? other)
    {
        if (ReferenceEquals(node, root) || other is null)
        {
            return other;
        }

        return node.Parent is { } parent && Of(parent, root, other) is { } around ? Below(parent, node, around) : null;
    }

    /// <summary>
    /// The child of <paramref name="around"/> that stands where <paramref name="child"/> stands in <paramref name="parent"/>, or null.
    /// </summary>
    public static Node? Below(Node parent, Node child, Node around) => (parent, around) switch
    {
        (MappingNode mapping, MappingNode others) => others[mapping.KeyOf(child)],
        (SequenceNode sequence, SequenceNode others) => ItemOf(child, sequence, others),
        _ => null,
    };

    /// <summary>The item of another list that an item would be merged with, or null.</summary>
    public static Node? ItemOf(Node item, SequenceNode sequence, SequenceNode others)
    {
        if (item is not MappingNode mapping)
        {
            return others.Items.FirstOrDefault(item.DataEquals);
        }

        foreach (var key in MergeKeys)
        {
            if (mapping.Scalar(key) is { } name)
            {
                return others.Items.OfType<MappingNode>().FirstOrDefault(other => other.Scalar(key) is { } theirs && theirs.Value == name.Value
                    && (mapping.Text("protocol") ?? "TCP") == (other.Text("protocol") ?? "TCP"));
            }
        }

        var index = sequence.IndexOf(item);
        return others.Items.FirstOrDefault(item.DataEquals) ?? (index < others.Items.Count ? others.Items[index] : null);
    }

    /// <summary>The keys and indices that lead from a root to a node.</summary>
    public static IReadOnlyList<string> Steps(Node node, Node root)
    {
        var steps = new List<string>();
        for (var at = node; !ReferenceEquals(at, root) && at.Parent is { } parent; at = parent)
        {
            steps.Add(parent is MappingNode mapping ? mapping.KeyOf(at) : ((SequenceNode)parent).IndexOf(at).ToString(CultureInfo.InvariantCulture));
        }

        steps.Reverse();
        return steps;
    }
}
