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

        if (workload.Settings.PullSecrets is { Count: > 0 } secrets)
        {
            spec.Set("imagePullSecrets", SequenceNode.Of([.. secrets.Select(name => MappingNode.Of(("name", name)))]));
        }

        spec.Set("containers", SequenceNode.Of(Container(workload)));
        MappingNode[] volumes = [.. workload.Volumes.Select(volume => Volume(workload, volume)).OfType<MappingNode>(), .. workload.Files.Select(Volume)];
        if (volumes.Length > 0)
        {
            spec.Set("volumes", SequenceNode.Of([.. volumes]));
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

        MappingNode[] mounts = [.. workload.Volumes.Select(Mount), .. workload.Files.Select(Mount)];
        if (mounts.Length > 0)
        {
            container.Set("volumeMounts", SequenceNode.Of([.. mounts]));
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

    // A StatefulSet makes claims of its own for each pod; anything else loses its volume with the pod.
    private static MappingNode? Volume(ClusterWorkload workload, ClusterVolume volume) => volume.Claim switch
    {
        { } claim => MappingNode.Of(("name", volume.Name), ("persistentVolumeClaim", MappingNode.Of(("claimName", claim)))),
        null when workload.Kind == WorkloadKind.StatefulSet => null,
        null => MappingNode.Of(("name", volume.Name), ("emptyDir", MappingNode.Of(("sizeLimit", volume.Size)))),
    };

    private static MappingNode Volume(ClusterFiles files) => MappingNode.Of(
        ("name", files.Name),
        ("configMap", MappingNode.Of(
            ("name", files.ConfigMap), ("items", SequenceNode.Of([.. files.Files.Select(file => MappingNode.Of(("key", file.Key), ("path", file.Path)))])))));

    private static MappingNode Mount(ClusterFiles files)
    {
        var mount = MappingNode.Of(("name", files.Name), ("mountPath", files.MountPath));
        if (files.IsFile)
        {
            mount.Set("subPath", files.Files[0].Path);
        }

        mount.Set("readOnly", true);
        return mount;
    }

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
