using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;

namespace MicroService.Publishing.Kustomize;

/// <summary>Writes <c>kustomization.yaml</c>.</summary>
internal static class Kustomization
{
    public const string FileName = "kustomization.yaml";

    /// <summary>A file in a folder, with these fields after apiVersion and kind; empty sequences are omitted.</summary>
    public static PublishedFile In(string folder, string mark, params ReadOnlySpan<(string Key, Node Value)> fields)
    {
        var root = MappingNode.Of(("apiVersion", "kustomize.config.k8s.io/v1beta1"), ("kind", "Kustomization"));
        foreach (var (key, value) in fields)
        {
            if (value is not SequenceNode { Items.Count: 0 })
            {
                root.Set(key, value);
            }
        }

        return new PublishedFile($"{folder}/{FileName}", mark + ManifestDocument.Made(root).Print());
    }

    public static SequenceNode Sequence(IEnumerable<Node> items)
    {
        var sequence = new SequenceNode();
        foreach (var item in items)
        {
            sequence.Add(item);
        }

        return sequence;
    }
}
