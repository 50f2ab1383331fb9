using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>The user of the pod, the group of its volumes, and the low ports that the user may open. The advisor fixes the rest.</summary>
internal static class PodUser
{
    private const string UnprivilegedPorts = "net.ipv4.ip_unprivileged_port_start";

    public static void Apply(WorkloadManifest manifest)
    {
        var cooperation = ImageCooperation.Of(manifest.Workload);
        if (cooperation.User is { } user)
        {
            var context = manifest.PodSpec.Ensure("securityContext");
            context.Default("runAsUser", user);
            context.Default("runAsGroup", user);
            context.Default("fsGroup", user);
            OpenLowPorts(manifest, context);
        }

        if (MountsSecrets(manifest))
        {
            manifest.PodSpec.Ensure("securityContext").Default("fsGroup", cooperation.User ?? ImageCooperation.AnyUser);
        }

        if (manifest.Workload.Volumes.Count > 0 && (cooperation.User is not null || MountsSecrets(manifest)))
        {
            // Otherwise the kubelet changes all files of the volume at every start.
            manifest.PodSpec.Ensure("securityContext").Default("fsGroupChangePolicy", "OnRootMismatch");
        }
    }

    // Secrets are readable only by their group.
    private static bool MountsSecrets(WorkloadManifest manifest) => manifest.PodSpec.Mappings("volumes").Any(volume => volume.Has("secret"));

    private static void OpenLowPorts(WorkloadManifest manifest, MappingNode context)
    {
        var lowest = manifest.Workload.Ports.Select(port => port.Number).Where(port => port is > 0 and < 1024).DefaultIfEmpty(0).Min();
        if (lowest > 0)
        {
            context.AddNamed("sysctls", MappingNode.Of(("name", UnprivilegedPorts), ("value", lowest.ToString(CultureInfo.InvariantCulture))));
        }
    }
}
