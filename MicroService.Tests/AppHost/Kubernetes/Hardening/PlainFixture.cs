using MicroService.Advisor.Manifests;
using MicroService.AppHost.Kubernetes.Cluster;

namespace MicroService.Tests.AppHost.Kubernetes.Hardening;

/// <summary>Plain objects of a model, with no more than what makes them run.</summary>
internal static class PlainFixture
{
    public static IReadOnlyList<ManifestFile> Of(ClusterModel model, string ns) => [.. model.Workloads.Select(workload => File(workload, ns, model.Name))];

    private static ManifestFile File(ClusterWorkload workload, string ns, string app)
    {
        var documents = new List<ManifestDocument> { ManifestDocument.Made(Runner(workload, ns, app)) };
        if (workload.Ports.Count > 0)
        {
            documents.Add(ManifestDocument.Made(Service(workload, ns, app, workload.Name, headless: false)));
            if (workload.Kind == WorkloadKind.StatefulSet)
            {
                documents.Add(ManifestDocument.Made(Service(workload, ns, app, $"{workload.Name}-headless", headless: true)));
            }
        }

        var hasFiles = workload.Settings.ConfigurationFolder is { Length: > 0 };
        AddConfigMap(documents, workload, ns, app, workload.ConfigMapName, workload.Configuration.Where(setting => !hasFiles || !IsFile(setting)));
        AddConfigMap(documents, workload, ns, app, $"{workload.Name}-settings", workload.Configuration.Where(setting => hasFiles && IsFile(setting)));
        return new ManifestFile(workload.Name, documents);
    }

    private static void AddConfigMap(List<ManifestDocument> documents, ClusterWorkload workload, string ns, string app, string name, IEnumerable<ClusterSetting> settings)
    {
        var data = MappingNode.Of([.. settings.Select(setting => (setting.Name, (Node)setting.Value))]);
        if (data.Entries.Count > 0)
        {
            documents.Add(ManifestDocument.Made(MappingNode.Of(
                ("apiVersion", "v1"), ("kind", "ConfigMap"), ("metadata", Metadata(workload, ns, app, name)), ("data", data))));
        }
    }

    private static bool IsFile(ClusterSetting setting) => setting.Name.Contains("__", StringComparison.Ordinal);

    private static MappingNode Runner(ClusterWorkload workload, string ns, string app)
    {
        var container = MappingNode.Of(("name", workload.Name), ("image", workload.Image.Reference));
        if (workload.Command.Count > 0)
        {
            container.Set("command", Texts(workload.Command));
        }

        if (workload.Arguments.Count > 0)
        {
            container.Set("args", Texts(workload.Arguments));
        }

        if (workload.Ports.Count > 0)
        {
            container.Set("ports", SequenceNode.Of([.. workload.Ports.Select(port => (Node)MappingNode.Of(
                ("name", port.Name), ("containerPort", port.Number), ("protocol", port.Protocol)))]));
        }

        if (workload.Configuration.Count > 0)
        {
            container.Set("envFrom", SequenceNode.Of(MappingNode.Of(("configMapRef", MappingNode.Of(("name", workload.ConfigMapName))))));
        }

        if (workload.Volumes.Count > 0)
        {
            container.Set("volumeMounts", SequenceNode.Of([.. workload.Volumes.Select(volume => (Node)MappingNode.Of(("name", volume.Name), ("mountPath", volume.MountPath)))]));
        }

        var template = MappingNode.Of(
            ("metadata", MappingNode.Of(("labels", Labels(workload, app)))), ("spec", MappingNode.Of(("containers", SequenceNode.Of(container)))));
        var spec = new MappingNode();
        if (workload.Kind != WorkloadKind.Job)
        {
            spec.Set("selector", MappingNode.Of(("matchLabels", MappingNode.Of(("app.kubernetes.io/name", workload.Name)))));
        }

        if (workload.Kind == WorkloadKind.StatefulSet)
        {
            spec.Set("serviceName", $"{workload.Name}-headless");
            spec.Set("volumeClaimTemplates", SequenceNode.Of([.. workload.Volumes.Select(volume => (Node)MappingNode.Of(
                ("metadata", MappingNode.Of(("name", volume.Name))),
                ("spec", MappingNode.Of(
                    ("accessModes", SequenceNode.Of("ReadWriteOnce")),
                    ("resources", MappingNode.Of(("requests", MappingNode.Of(("storage", volume.Size)))))))))]));
        }

        spec.Set("template", template);
        return MappingNode.Of(
            ("apiVersion", workload.Kind == WorkloadKind.Job ? "batch/v1" : "apps/v1"), ("kind", workload.Kind.ToString()), ("metadata", Metadata(workload, ns, app, workload.Name)), ("spec", spec));
    }

    private static MappingNode Service(ClusterWorkload workload, string ns, string app, string name, bool headless)
    {
        var spec = MappingNode.Of(
            ("selector", MappingNode.Of(("app.kubernetes.io/name", workload.Name))),
            ("ports", SequenceNode.Of([.. workload.Ports.Select(port => (Node)MappingNode.Of(
                ("name", port.Name), ("port", port.ServicePort), ("targetPort", port.Name), ("protocol", port.Protocol)))])));
        if (headless)
        {
            spec.Set("clusterIP", "None");
        }

        return MappingNode.Of(("apiVersion", "v1"), ("kind", "Service"), ("metadata", Metadata(workload, ns, app, name)), ("spec", spec));
    }

    private static MappingNode Metadata(ClusterWorkload workload, string ns, string app, string name) =>
        MappingNode.Of(("name", name), ("namespace", ns), ("labels", Labels(workload, app)));

    private static MappingNode Labels(ClusterWorkload workload, string app) =>
        MappingNode.Of(("app.kubernetes.io/name", workload.Name), ("app.kubernetes.io/part-of", app));

    private static SequenceNode Texts(IReadOnlyList<string> texts) => SequenceNode.Of([.. texts.Select(text => (Node)text)]);
}
