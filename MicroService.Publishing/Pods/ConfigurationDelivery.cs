using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>
/// If a program reads settings of sections (<c>A__B</c>) from files, moves them from the ConfigMap of its variables into one that
/// is mounted, so that changes reach a running pod.
/// </summary>
internal static class ConfigurationDelivery
{
    private const string Volume = "config";
    private const string Separator = "__";

    /// <summary>The name of the ConfigMap that is mounted.</summary>
    public static string FilesOf(string workload) => $"{workload}-settings";

    public static void Apply(WorkloadManifest manifest)
    {
        var workload = manifest.Workload;
        if (workload.Settings.ConfigurationFolder is not { Length: > 0 } folder)
        {
            return;
        }

        var name = FilesOf(workload.Name);
        if (manifest.Find("ConfigMap", workload.ConfigMapName)?.Mapping("data") is { } variables)
        {
            var files = variables.Entries.Where(entry => entry.Name.Contains(Separator, StringComparison.Ordinal)).ToList();
            if (files.Count > 0)
            {
                manifest.Add(MappingNode.Of(
                    ("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", manifest.MetadataOf(name)),
                    ("data", MappingNode.Of([.. files.Select(entry => (entry.Name, entry.Value.Clone()))]))));
            }

            foreach (var entry in files)
            {
                variables.Remove(entry.Name);
            }

            DropEmpty(manifest, variables);
        }

        if (manifest.Find("ConfigMap", name) is not null && !manifest.PodSpec.Mappings("volumes").Any(volume => volume.Mapping("configMap")?.Text("name") == name))
        {
            var volume = manifest.FreeVolumeName(Volume);
            manifest.PodSpec.EnsureSequence("volumes").Add(MappingNode.Of(("name", volume), ("configMap", MappingNode.Of(("name", name)))));
            manifest.Container.EnsureSequence("volumeMounts").Add(MappingNode.Of(("name", volume), ("mountPath", folder), ("readOnly", true)));
        }
    }

    private static void DropEmpty(WorkloadManifest manifest, MappingNode variables)
    {
        if (variables.Entries.Count > 0)
        {
            return;
        }

        manifest.Remove("ConfigMap", manifest.Workload.ConfigMapName);
        if (manifest.Container.Sequence("envFrom") is not { } sources)
        {
            return;
        }

        foreach (var source in manifest.Container.Mappings("envFrom").Where(source => source.Mapping("configMapRef")?.Text("name") == manifest.Workload.ConfigMapName).ToList())
        {
            sources.Remove(source);
        }

        if (sources.Items.Count == 0)
        {
            manifest.Container.Remove("envFrom");
        }
    }
}
