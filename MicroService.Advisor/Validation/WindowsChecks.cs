using System.Buffers;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Validation;

/// <summary>What pods on Windows have, and what they have not.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateWindows, validateWindowsSecurityContextOptions,
/// validateWindowsHostProcessPod).</remarks>
internal static class WindowsChecks
{
    private static readonly string[] PodNotOnWindows =
    [
        "seLinuxOptions", "seccompProfile", "appArmorProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser", "runAsGroup",
        "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy",
    ];

    private static readonly SearchValues<char> NotInWindowsUsers = SearchValues.Create("\"/\\[]:;|=,+*?<>@");

    /// <summary>Checks a pod's fields for its operating system, and its host processes.</summary>
    public static void Pod(ObjectFaults faults, PodParts pod)
    {
        Fields(faults, pod);
        HostProcess(faults, pod);
    }

    /// <summary>Checks the options for Windows of a security context.</summary>
    public static void Options(ObjectFaults faults, MappingNode? options)
    {
        if (options is null)
        {
            return;
        }

        foreach (var field in new[] { "gmsaCredentialSpecName", "gmsaCredentialSpec", "runAsUserName" })
        {
            if (options.Scalar(field) is { Kind: ScalarKind.String, Value: "" } empty)
            {
                faults.Add(FaultTopic.Security, empty, $"{field} is empty. Write a value, or remove it.");
            }
        }

        faults.Subdomain(FaultTopic.Security, options, "gmsaCredentialSpecName", "The credential spec");
        if (options.Text("runAsUserName") is { Length: > 0 } user)
        {
            var parts = user.Split('\\');
            var name = parts[^1];
            if (parts.Length > 2 || user.Any(char.IsControl) || (parts.Length == 2 && parts[0].Length is 0 or > 255) || name.Length is 0 or > 104
                || name.AsSpan().ContainsAny(NotInWindowsUsers) || name.All(character => character is '.' or ' '))
            {
                faults.Add(
                    FaultTopic.Security, options, "runAsUserName",
                    $"{Wording.Quote(user)} is not a Windows user. Write USER or DOMAIN\\USER.");
            }
        }
    }

    private static void Fields(ObjectFaults faults, PodParts pod)
    {
        var context = pod.Spec.Mapping("securityContext");
        if (pod.System == "linux")
        {
            faults.Forbid(FaultTopic.Security, context, "windowsOptions", "The pod is for Linux.");
        }
        else if (pod.System == "windows")
        {
            foreach (var field in PodNotOnWindows)
            {
                faults.Forbid(FaultTopic.Security, context, field, $"Pods on Windows have no {field}.");
            }

            foreach (var field in new[] { "hostPID", "hostIPC", "shareProcessNamespace" })
            {
                if (pod.Spec.Boolean(field) == true)
                {
                    faults.Add(FaultTopic.Security, pod.Spec, field, $"Pods on Windows have no {field}. Remove it.");
                }
            }

            faults.Forbid(FaultTopic.Security, pod.Spec, "hostUsers", "Pods on Windows have no user namespaces.");
        }
    }

    // A pod of host processes has no other containers, and runs in the host's network.
    private static void HostProcess(ObjectFaults faults, PodParts pod)
    {
        var ofPod = pod.Spec.Mapping("securityContext")?.Mapping("windowsOptions")?.Boolean("hostProcess");
        var containers = pod.Spec.Mappings("containers").Concat(pod.Spec.Mappings("initContainers"))
            .Select(container => (Node: container, Own: container.Mapping("securityContext")?.Mapping("windowsOptions")?.Boolean("hostProcess"))).ToList();
        var hosts = containers.Where(container => container.Own ?? ofPod ?? false).ToList();
        if (hosts.Count == 0)
        {
            return;
        }

        if (containers.Find(container => ofPod is not null && container.Own is { } own && own != ofPod).Node is { } differing)
        {
            faults.Add(FaultTopic.Security, differing, "hostProcess differs between the pod and this container. Set it on the pod only.");
        }
        else if (hosts.Count < containers.Count)
        {
            var other = containers.First(container => !(container.Own ?? ofPod ?? false)).Node;
            faults.Add(
                FaultTopic.Security, other,
                "The pod has host processes, so all its containers must be. Set hostProcess on the pod.");
        }

        if (!pod.HasHostNetwork)
        {
            faults.Add(
                FaultTopic.Security, pod.Spec, "hostNetwork",
                "Host processes run in the host's network. Add hostNetwork: true to the pod.");
        }
    }
}
