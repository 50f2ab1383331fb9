using MicroService.Advisor.Manifests;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The specification of a workload's pods: one container.</summary>
internal static class PodTemplate
{
    public static MappingNode SpecOf(ClusterWorkload workload)
    {
        // Variables for every Service of the namespace would hide settings of the same name, such as CACHE_PORT.
        var spec = MappingNode.Of(("enableServiceLinks", false));
        if (workload.Kind == WorkloadKind.Job)
        {
            spec.Set("restartPolicy", "Never");
        }

        spec.Set("containers", SequenceNode.Of(Container(workload)));
        if (workload.Kind != WorkloadKind.StatefulSet && workload.Volumes.Count > 0)
        {
            spec.Set("volumes", SequenceNode.Of([.. workload.Volumes.Select(volume => MappingNode.Of(("name", volume.Name), ("emptyDir", MappingNode.Of(("sizeLimit", volume.Size)))))]));
        }

        return spec;
    }

    private static MappingNode Container(ClusterWorkload workload)
    {
        var container = MappingNode.Of(("name", workload.Name), ("image", workload.Image.Reference));
        Texts("command", workload.Command);
        Texts("args", workload.Arguments);
        var ports = workload.Ports.DistinctBy(port => (port.Number, port.Protocol)).ToList();
        if (ports.Count > 0)
        {
            container.Set("ports", SequenceNode.Of([.. ports.Select(port => MappingNode.Of(("name", port.Name), ("containerPort", port.Number), ("protocol", port.Protocol)))]));
        }

        if (workload.Configuration.Count > 0)
        {
            container.Set("envFrom", SequenceNode.Of(MappingNode.Of(("configMapRef", MappingNode.Of(("name", workload.ConfigMapName))))));
        }

        if (workload.Secrets.Count > 0)
        {
            container.Set("env", SequenceNode.Of([.. workload.Secrets.Select(secret => Variable(workload, secret))]));
        }

        if (workload.Volumes.Count > 0)
        {
            container.Set("volumeMounts", SequenceNode.Of([.. workload.Volumes.Select(Mount)]));
        }

        return container;

        void Texts(string key, IReadOnlyList<string> texts)
        {
            if (texts.Count > 0)
            {
                container.Set(key, SequenceNode.Of([.. texts.Select(text => (Node)text)]));
            }
        }
    }

    private static MappingNode Variable(ClusterWorkload workload, ClusterSecret secret) => MappingNode.Of(
        ("name", secret.Name),
        ("valueFrom", MappingNode.Of(("secretKeyRef", MappingNode.Of(("name", workload.SecretName), ("key", secret.Name))))));

    private static MappingNode Mount(ClusterVolume volume)
    {
        var mount = MappingNode.Of(("name", volume.Name), ("mountPath", volume.MountPath));
        if (volume.IsReadOnly)
        {
            mount.Set("readOnly", true);
        }

        return mount;
    }
}
