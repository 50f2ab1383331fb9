using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>The plain objects of a resource: those that <c>publish</c> would make, over what Aspire and earlier customizations have made.</summary>
internal static class ChartObjects
{
    /// <summary>A file for each workload; the first workload is the resource's own.</summary>
    /// <param name="isHardened">Whether they will be written; pods that stay as Aspire makes them are found by Aspire's labels.</param>
    public static IReadOnlyList<ManifestFile> Of(IReadOnlyList<ClusterWorkload> workloads, KubernetesResource service, string application, bool isHardened)
    {
        // Aspire's claims stay, so the volumes are not made once more.
        var model = new ClusterModel(application, [.. workloads.Select(workload => workload with { Volumes = [] })], [], []);
        var files = PlainObjects.Of(model, application);
        var (own, template) = (workloads[0], service.Workload!.PodTemplate);
        Lay(files[0], own.Kind.ToString(), own.Name, service.Workload);
        Lay(files[0], "Service", own.Name, service.Service);
        Lay(files[0], "ConfigMap", own.ConfigMapName, service.ConfigMap);
        if (!isHardened && files[0].Documents.Select(document => document.Root!.Mapping("spec")).FirstOrDefault(spec => spec?.Has("template") ?? false) is { } spec)
        {
            spec.Set("selector", MappingNode.Of(("matchLabels", ChartNode.Of(template.Metadata.Labels)!)));
        }

        foreach (var claim in ChartVolumes.Claims(template, service.Parent.DefaultStorageSize, application))
        {
            files[0].Add(ManifestDocument.Made(claim));
        }

        return files;
    }

    private static void Lay(ManifestFile file, string kind, string name, BaseKubernetesResource? source)
    {
        if (source is not null
            && file.Documents.Select(document => document.Root!).FirstOrDefault(root => root.Text("kind") == kind && root.At("metadata", "name") is ScalarNode named && named.Value == name) is { } root)
        {
            ObjectMerge.Under(root, (MappingNode)ChartNode.Of(source)!);
            ObjectLabels.Add(root, source.Metadata.Labels);
        }
    }
}
