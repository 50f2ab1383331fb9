using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Namespaces;

/// <summary>
/// What Pod Security Admission asks of pods (Kubernetes documentation, Pod Security Standards, of Linux pods), written down here a
/// second time, so that the advisor's rules are not their own judge.
/// </summary>
internal static class AdmittedPods
{
    private static readonly string[] Volumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];

    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ];

    /// <summary>The namespace admits every pod of its own.</summary>
    public static void AreAll(HardenedApplication application)
    {
        var graph = new ObjectGraph(application.Files);
        var level = graph.OfKind("Namespace").Single().Labels!.Text("pod-security.kubernetes.io/enforce");
        foreach (var workload in graph.Workloads)
        {
            Assert.Empty(Baseline(workload).Concat(level == "restricted" ? Restricted(workload) : []).Select(fault => $"{workload.Name} ({level}): {fault}"));
        }

        // Nor is the level lower than it has to be.
        Assert.True(level == "restricted" || graph.Workloads.Any(workload => Restricted(workload).Any()), $"All pods are restricted, but the namespace is {level}.");
    }

    private static IEnumerable<string> Baseline(Workload workload)
    {
        var pod = workload.PodSpec;
        foreach (var field in HostNamespaces.Where(field => pod.Boolean(field) is true))
        {
            yield return field;
        }

        foreach (var volume in pod.Mappings("volumes").Where(volume => volume.Has("hostPath")))
        {
            yield return $"hostPath {volume.Text("name")}";
        }

        foreach (var sysctl in workload.SecurityContext?.Mappings("sysctls").Select(sysctl => sysctl.Text("name")).Except(SafeSysctls) ?? [])
        {
            yield return $"sysctl {sysctl}";
        }

        foreach (var container in workload.Containers)
        {
            if (container.SecurityContext?.Boolean("privileged") is true || container.Ports.Any(port => port.Integer("hostPort") is > 0) || container.SecurityContext?.Text("procMount") is not (null or "Default"))
            {
                yield return $"privileged, hostPort or procMount of {container.Name}";
            }
        }
    }

    private static IEnumerable<string> Restricted(Workload workload)
    {
        foreach (var volume in workload.PodSpec.Mappings("volumes").Where(volume => !Volumes.Any(volume.Has)))
        {
            yield return $"volume {volume.Text("name")}";
        }

        foreach (var container in workload.Containers)
        {
            var capabilities = container.SecurityContext?.Mapping("capabilities");
            if (container.SecurityContext?.Boolean("allowPrivilegeEscalation") is not false)
            {
                yield return "allowPrivilegeEscalation";
            }

            if (container.EffectiveSecurity("runAsNonRoot")?.AsBoolean is not true || container.EffectiveSecurity("runAsUser")?.AsInteger == 0)
            {
                yield return "runAsNonRoot";
            }

            if ((Profile(container.SecurityContext) ?? Profile(workload.SecurityContext)) is not ("RuntimeDefault" or "Localhost"))
            {
                yield return "seccompProfile";
            }

            if (!Listed(capabilities, "drop").Contains("ALL") || Listed(capabilities, "add").Except(["NET_BIND_SERVICE"]).Any())
            {
                yield return "capabilities";
            }
        }
    }

    private static string? Profile(MappingNode? context) => context?.Mapping("seccompProfile")?.Text("type");

    private static IEnumerable<string> Listed(MappingNode? capabilities, string list) => capabilities?.Sequence(list)?.Items.Select(item => item.ToString()!) ?? [];
}
