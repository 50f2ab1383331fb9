using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;

namespace MicroService.Hosting.Charts;

/// <summary>Carries an object's name, labels and annotations into Aspire's type. The namespace stays out: a release has the one it is installed to.</summary>
internal static class ChartMetadata
{
    public static void CopyTo(ObjectMetaV1 metadata, MappingNode root)
    {
        var source = root.Mapping("metadata");
        metadata.Name = source?.Text("name")!;
        Copy(source?.Mapping("labels"), metadata.Labels);
        Copy(source?.Mapping("annotations"), metadata.Annotations);
    }

    private static void Copy(MappingNode? from, Dictionary<string, string> to)
    {
        foreach (var entry in from?.Entries ?? [])
        {
            to[entry.Name] = ((ScalarNode)entry.Value).Value;
        }
    }
}
