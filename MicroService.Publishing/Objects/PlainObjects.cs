using MicroService.Advisor.Manifests;
using MicroService.Publishing.Names;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The plain objects of a cluster model, before hardening.</summary>
internal static class PlainObjects
{
    /// <summary>One file for each workload: its ConfigMap, its Deployment, StatefulSet or Job, and its Services.</summary>
    public static IReadOnlyList<ManifestFile> Of(ClusterModel model, string ns) =>
        [.. model.Workloads.Select(workload => new ManifestFile(workload.Name, Objects(workload, model, ns).Select(root => ManifestDocument.Made(root))))];

    private static IEnumerable<MappingNode> Objects(ClusterWorkload workload, ClusterModel model, string ns)
    {
        if (workload.Configuration.Count > 0)
        {
            var data = new MappingNode();
            foreach (var setting in workload.Configuration)
            {
                data.Set(setting.Name, setting.Value);
            }

            yield return MappingNode.Of(("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", Metadata(workload.ConfigMapName)), ("data", data));
        }

        foreach (var files in workload.Files)
        {
            yield return FilesObject(files, Metadata(files.ConfigMap));
        }

        foreach (var volume in workload.Volumes.Where(volume => volume.Claim is not null && volume.IsClaimOwner))
        {
            yield return MappingNode.Of(("apiVersion", "v1"), ("kind", "PersistentVolumeClaim"), ("metadata", Metadata(volume.Claim!)), ("spec", ClaimSpec(workload, volume, "ReadWriteMany")));
        }

        var apiVersion = workload.Kind == WorkloadKind.Job ? "batch/v1" : "apps/v1";
        yield return MappingNode.Of(("apiVersion", apiVersion), ("kind", workload.Kind.ToString()), ("metadata", Metadata(workload.Name)), ("spec", Spec(workload, model)));
        if (workload.Ports.Count > 0)
        {
            yield return Service(workload.Name, isHeadless: false);
        }

        if (workload.Kind == WorkloadKind.StatefulSet)
        {
            yield return Service(workload.Name + ClusterNames.HeadlessSuffix, isHeadless: true);
        }

        MappingNode Metadata(string name) => MappingNode.Of(("name", name), ("namespace", ns), ("labels", Labels.Of(workload, model)));

        MappingNode Service(string name, bool isHeadless) =>
            MappingNode.Of(("apiVersion", "v1"), ("kind", "Service"), ("metadata", Metadata(name)), ("spec", ServiceSpec.Of(workload, isHeadless)));
    }

    private static MappingNode Spec(ClusterWorkload workload, ClusterModel model)
    {
        var spec = new MappingNode();
        if (workload.Kind != WorkloadKind.Job)
        {
            spec.Set("replicas", workload.Kind == WorkloadKind.StatefulSet ? 1 : workload.Settings.MinReplicas!.Value);
            spec.Set("selector", MappingNode.Of(("matchLabels", Labels.Selector(workload))));
        }

        if (workload.Kind == WorkloadKind.StatefulSet)
        {
            spec.Set("serviceName", workload.Name + ClusterNames.HeadlessSuffix);
        }

        spec.Set("template", MappingNode.Of(("metadata", MappingNode.Of(("labels", Labels.Of(workload, model)))), ("spec", PodTemplate.SpecOf(workload))));
        if (workload.Kind == WorkloadKind.StatefulSet && workload.Volumes.Where(volume => volume.Claim is null).ToList() is { Count: > 0 } own)
        {
            spec.Set("volumeClaimTemplates", SequenceNode.Of([.. own.Select(volume => Claim(workload, volume))]));
        }

        return spec;
    }

    private static MappingNode Claim(ClusterWorkload workload, ClusterVolume volume) => MappingNode.Of(
        ("metadata", MappingNode.Of(("name", volume.Name), ("labels", Labels.Selector(workload)))),
        ("spec", ClaimSpec(workload, volume, "ReadWriteOnce")));

    private static MappingNode ClaimSpec(ClusterWorkload workload, ClusterVolume volume, string mode)
    {
        var modes = workload.Settings.AccessModes is { Count: > 0 } set ? set : [mode];
        var spec = MappingNode.Of(("accessModes", SequenceNode.Of([.. modes.Select(text => (Node)text)])));
        if (workload.Settings.StorageClass is { Length: > 0 } storageClass)
        {
            spec.Set("storageClassName", storageClass);
        }

        spec.Set("resources", MappingNode.Of(("requests", MappingNode.Of(("storage", volume.Size)))));
        return spec;
    }

    private static MappingNode FilesObject(ClusterFiles files, MappingNode metadata)
    {
        var root = MappingNode.Of(("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", metadata));
        foreach (var field in files.Files.GroupBy(file => file.IsText ? "data" : "binaryData"))
        {
            root.Set(field.Key, MappingNode.Of([.. field.Select(file => (file.Key, (Node)new ScalarNode(file.Content, ScalarKind.String)))]));
        }

        return root;
    }
}
