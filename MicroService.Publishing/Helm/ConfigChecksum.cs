using MicroService.Advisor.Manifests;
using MicroService.Publishing.Pods;

namespace MicroService.Publishing.Helm;

/// <summary>Lets Helm compute the checksum of a ConfigMap, whose content is known only when the chart is rendered.</summary>
internal static class ConfigChecksum
{
    /// <summary>Replaces the checksum of a pod template by an expression over the ConfigMap's file.</summary>
    /// <param name="resource">The resource of the app model, which names the folder.</param>
    public static void Apply(MappingNode root, string resource, string configMap)
    {
        if (root.At("spec", "template", "metadata", "annotations") is MappingNode annotations && annotations.Has(PodAnnotations.Checksum))
        {
            // In backquotes: Helm evaluates the line before YAML does, and nested quotes would have backslashes.
            annotations.Set(
                PodAnnotations.Checksum,
                $"{{{{ include (print $.Template.BasePath `/{resource}/{ObjectNames.FileOf(resource, configMap)}`) . | sha256sum }}}}");
        }
    }
}
