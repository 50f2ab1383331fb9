using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Tests.Containers;

/// <summary>Reads a Deployment's pod as one container on this machine has to be run to be that pod; every field that it does not know is a problem.</summary>
/// <param name="configMaps">The ConfigMaps by name.</param>
/// <param name="secret">What Secrets hold, whatever their name.</param>
internal sealed class PodReader(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> configMaps, IReadOnlyDictionary<string, string> secret)
{
    private const UnixFileMode DefaultMode = (UnixFileMode)0b110_100_100;

    private readonly Dictionary<string, Action<PodSpecification, FieldReader, string>> _volumes = [];

    /// <summary>What nobody knows, or cannot be run here.</summary>
    public List<string> Problems { get; } = [];

    public PodSpecification Read(MappingNode deployment)
    {
        var pod = new PodSpecification();
        var spec = new FieldReader((MappingNode)deployment.At("spec", "template", "spec")!, Problems);
        spec.Ignore(
            "serviceAccountName", "enableServiceLinks", "restartPolicy", "topologySpreadConstraints", "affinity", "tolerations", "nodeSelector",
            "priorityClassName", "dnsPolicy", "schedulerName");
        spec.Expect("automountServiceAccountToken", "false");
        spec.Expect("hostNetwork", "false");
        spec.Expect("hostPID", "false");
        spec.Expect("hostIPC", "false");
        pod.GracePeriod = TimeSpan.FromSeconds(spec.Integer("terminationGracePeriodSeconds") ?? 30);
        spec.Object("securityContext", security =>
        {
            ReadIdentity(pod, security);
            pod.VolumeGroup = security.Integer("fsGroup");
            security.Ignore("fsGroupChangePolicy");
        });
        spec.Objects("volumes", ReadVolume);
        var count = 0;
        spec.Objects("containers", container =>
        {
            count++;
            new ContainerReader(this, pod, configMaps, secret).Read(container);
        });
        if (count != 1)
        {
            spec.Refuse($"there are {count} containers");
        }

        if (pod.User is { } user && pod.RootProblem($"{user}") is { } problem)
        {
            spec.Refuse(problem);
        }

        spec.End();
        return pod;
    }

    /// <summary>The identity that a pod and a container can both state; the container's wins.</summary>
    public static void ReadIdentity(PodSpecification pod, FieldReader security)
    {
        pod.User = security.Integer("runAsUser") ?? pod.User;
        pod.Group = security.Integer("runAsGroup") ?? pod.Group;
        pod.MustNotBeRoot = security.Text("runAsNonRoot") is { } text ? text == "true" : pod.MustNotBeRoot;

        security.Object("seccompProfile", profile =>
        {
            profile.Expect("type", "RuntimeDefault");
            pod.HasSeccompProfile = true;
        });
    }

    /// <summary>Mounts a volume of the pod.</summary>
    public void Mount(PodSpecification pod, string name, FieldReader mount, string path)
    {
        if (_volumes.Remove(name, out var volume))
        {
            volume(pod, mount, path);
        }
        else
        {
            mount.Refuse($"the volume {name} is not there, or mounted twice");
        }
    }

    private void ReadVolume(FieldReader volume)
    {
        var name = volume.Text("name")!;
        volume.Object("emptyDir", folder =>
        {
            folder.Expect("medium", "Memory");
            var size = Quantity.TryParse(folder.Text("sizeLimit") ?? "", out var limit) ? (long)limit.Value : 0;
            if (size == 0)
            {
                folder.Refuse("it has no sizeLimit");
            }

            _volumes[name] = (pod, _, path) => pod.Scratch[path] = size;
        });
        volume.Object("configMap", map => Keep(name, map, map.Text("name")!, isSecret: false));
        volume.Object("secret", source => Keep(name, source, source.Text("secretName")!, isSecret: true));
    }

    private void Keep(string volume, FieldReader source, string name, bool isSecret)
    {
        var mode = source.Integer("defaultMode") is { } given ? (UnixFileMode)given : DefaultMode;
        var isOptional = source.Text("optional") == "true";
        if (!isSecret && !isOptional && !configMaps.ContainsKey(name))
        {
            source.Refuse($"the ConfigMap {name} is not there");
        }

        _volumes[volume] = (pod, mount, path) => pod.Volumes.Add(new PodVolume(path, name, isSecret, isOptional, mode));
    }
}
