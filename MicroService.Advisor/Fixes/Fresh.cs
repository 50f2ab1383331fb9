using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>Copies of data for new objects, which remember no place in a file.</summary>
internal static class Fresh
{
    /// <summary>The same data, made anew, in block style.</summary>
    public static Node Copy(Node node)
    {
        switch (node)
        {
            case MappingNode mapping:
                var copy = new MappingNode();
                foreach (var entry in mapping.Entries)
                {
                    copy.Set(entry.Name, Copy(entry.Value));
                }

                return copy;
            case SequenceNode sequence:
                return SequenceNode.Of([.. sequence.Items.Select(Copy)]);
            default:
                var scalar = (ScalarNode)node;
                return new ScalarNode(scalar.Value, scalar.Kind);
        }
    }
}
