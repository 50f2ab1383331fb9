using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Helm;

/// <summary>Keeps the labels that other tools use to find a release's objects.</summary>
internal static class ObjectLabels
{
    /// <summary>Adds the labels that an object and its pods don't have.</summary>
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
