using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Helm;

/// <summary>Keeps the labels by which other tools find a release's objects, beside those of the cluster model.</summary>
internal static class ObjectLabels
{
    /// <summary>Adds those labels that an object and its pods do not have.</summary>
    public static void Add(MappingNode root, IReadOnlyDictionary<string, string> others)
    {
        foreach (var labels in new[] { root.At("metadata", "labels"), root.At("spec", "template", "metadata", "labels") }.OfType<MappingNode>())
        {
            foreach (var (name, value) in others.Where(label => !labels.Has(label.Key)))
            {
                labels.Set(name, value);
            }
        }
    }
}
