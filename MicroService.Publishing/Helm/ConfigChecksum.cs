using MicroService.Advisor.Manifests;
using MicroService.Publishing.Hardening.Pods;

namespace MicroService.Publishing.Helm;

/// <summary>Lets Helm take the checksum of a ConfigMap: what is in it is known only when the chart is rendered with its values.</summary>
internal static class ConfigChecksum
{
    /// <summary>Replaces the checksum of a pod template by an expression over the ConfigMap's file.</summary>
    /// <param name="resource">The resource of the app model, which names the folder.</param>
    public static void Apply(MappingNode root, string resource, string configMap)
    {
        if (root.At("spec", "template", "metadata", "annotations") is MappingNode annotations && annotations.Has(PodAnnotations.Checksum))
        {
            // In backquotes: Helm reads the line before it is YAML, where quotes inside of quotes would have backslashes.
            annotations.Set(
                PodAnnotations.Checksum,
                $"{{{{ include (print $.Template.BasePath `/{resource}/{ObjectNames.FileOf(resource, configMap)}`) . | sha256sum }}}}");
        }
    }
}
