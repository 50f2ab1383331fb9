using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Validation;

/// <summary>Security contexts of pods and containers, and what Linux and Windows know of them.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidatePodSecurityContext, ValidateSecurityContext, validateWindows,
/// validateLinux).</remarks>
internal static class SecurityChecks
{
    private const int LongestSysctl = 253;
    private const int LongestProfile = 4095;
    private const string AppArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly string[] ContainerNotOnWindows =
    [
        "seLinuxOptions", "seccompProfile", "appArmorProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation",
        "procMount", "runAsUser", "runAsGroup",
    ];

    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];

    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];

    // Belong to the namespaces of the host if the pod shares them.
    private static readonly string[] OfIpc = ["kernel.shm", "kernel.msg", "fs.mqueue."];

    /// <summary>Checks the security context of a pod, and the fields beside it that share the host's namespaces.</summary>
    public static void Pod(ObjectFaults faults, PodParts pod)
    {
        var spec = pod.Spec;
        if (spec.Boolean("shareProcessNamespace") == true && spec.Boolean("hostPID") == true)
        {
            faults.Add(
                FaultTopic.Security, spec, "shareProcessNamespace",
                "A pod shares its own processes or the host's, not both. Remove shareProcessNamespace or hostPID.");
        }

        if (pod.HasUserNamespace)
        {
            var shared = HostNamespaces.Where(field => spec.Boolean(field) == true).ToList();
            if (shared.Count > 0)
            {
                faults.Add(
                    FaultTopic.Security, spec, shared[0],
                    "A pod with hostUsers: false shares no other namespace with the host. "
                    + $"Remove {string.Join(", ", shared)}, or hostUsers.");
            }
        }

        if (spec.Mapping("os") is { } os)
        {
            faults.Required(FaultTopic.Pod, os, "name", "os");
            if (os.Text("name") is { Length: > 0 })
            {
                faults.OneOf(FaultTopic.Pod, os, "name", "linux", "windows");
            }
        }

        Context(faults, pod);
        WindowsChecks.Pod(faults, pod);
        AppArmorAnnotations(faults, pod);
    }

    /// <summary>Checks the security context of a container.</summary>
    public static void Container(ObjectFaults faults, PodParts pod, MappingNode container)
    {
        if (container.Mapping("securityContext") is not { } context)
        {
            return;
        }

        Users(faults, context, "runAsUser", "runAsGroup");
        Seccomp(faults, context.Mapping("seccompProfile"));
        AppArmor(faults, context.Mapping("appArmorProfile"));
        WindowsChecks.Options(faults, context.Mapping("windowsOptions"));
        if (context.Text("procMount") is { } procMount)
        {
            faults.OneOf(FaultTopic.Security, context, "procMount", "Default", "Unmasked");
            if (procMount == "Unmasked" && !pod.HasUserNamespace)
            {
                faults.Add(
                    FaultTopic.Security, context, "procMount",
                    "An unmasked /proc needs a user namespace. Write Default, or add hostUsers: false to the pod.");
            }
        }

        if (context.Boolean("allowPrivilegeEscalation") == false)
        {
            if (context.Boolean("privileged") == true)
            {
                faults.Add(
                    FaultTopic.Security, context, "allowPrivilegeEscalation",
                    "A privileged container can always gain privileges. Remove privileged, or allowPrivilegeEscalation: false.");
            }
            else if ((context.Mapping("capabilities")?.Sequence("add")?.Items ?? []).OfType<ScalarNode>().FirstOrDefault(item => item.Value == "CAP_SYS_ADMIN") is { } capability)
            {
                faults.Add(
                    FaultTopic.Security, capability,
                    "A container with CAP_SYS_ADMIN can always gain privileges. Remove it, or allowPrivilegeEscalation: false.");
            }
        }

        if (pod.System == "windows")
        {
            foreach (var field in ContainerNotOnWindows)
            {
                faults.Forbid(FaultTopic.Security, context, field, $"Containers on Windows have no {field}.");
            }
        }
        else if (pod.System == "linux")
        {
            faults.Forbid(FaultTopic.Security, context, "windowsOptions", "The pod is for Linux.");
        }
    }

    private static void Context(ObjectFaults faults, PodParts pod)
    {
        if (pod.Spec.Mapping("securityContext") is not { } context)
        {
            return;
        }

        Users(faults, context, "runAsUser", "runAsGroup", "fsGroup");
        foreach (var group in context.Sequence("supplementalGroups")?.Items ?? [])
        {
            if (faults.Integer(group) is < 0 or > int.MaxValue)
            {
                faults.Add(
                    FaultTopic.Security, group,
                    $"{(group as ScalarNode)?.Value} is not a group. Write a number from 0 to {int.MaxValue}.");
            }
        }

        faults.OneOf(FaultTopic.Security, context, "fsGroupChangePolicy", "OnRootMismatch", "Always");
        faults.OneOf(FaultTopic.Security, context, "supplementalGroupsPolicy", "Merge", "Strict");
        faults.OneOf(FaultTopic.Security, context, "seLinuxChangePolicy", "MountOption", "Recursive");
        Seccomp(faults, context.Mapping("seccompProfile"));
        AppArmor(faults, context.Mapping("appArmorProfile"));
        WindowsChecks.Options(faults, context.Mapping("windowsOptions"));
        Sysctls(faults, pod, context);
    }

    private static void Users(ObjectFaults faults, MappingNode context, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (faults.Integer(context, field) is { } id and (< 0 or > int.MaxValue))
            {
                faults.Add(FaultTopic.Security, context, field, $"{field} is {id}. Write a number from 0 to {int.MaxValue}.");
            }
        }
    }

    private static void Sysctls(ObjectFaults faults, PodParts pod, MappingNode context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sysctl in context.Mappings("sysctls"))
        {
            if (sysctl.Text("name") is not { Length: > 0 } name)
            {
                continue;
            }

            var normal = name.IndexOf('.', StringComparison.Ordinal) is var dot && name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash && (dot < 0 || slash < dot)
                ? string.Concat(name.Select(character => character switch { '/' => '.', '.' => '/', _ => character }))
                : name;
            if (!IsSysctl(name))
            {
                faults.Add(
                    FaultTopic.Security, sysctl, "name",
                    $"{Wording.Quote(name)} is not a name of a kernel parameter. "
                    + "Use lowercase letters, digits, \"-\" and \"_\" with dots between them.");
            }
            else if (!names.Add(name))
            {
                faults.Add(FaultTopic.Security, sysctl, "name", $"{name} is set twice. Remove one.");
            }
            else if (pod.HasHostNetwork && normal.StartsWith("net.", StringComparison.Ordinal))
            {
                faults.Add(
                    FaultTopic.Security, sysctl, "name",
                    $"With hostNetwork, {name} would be the node's. Remove it, or hostNetwork.");
            }
            else if (pod.Spec.Boolean("hostIPC") == true && (normal == "kernel.sem" || OfIpc.Any(prefix => normal.StartsWith(prefix, StringComparison.Ordinal))))
            {
                faults.Add(FaultTopic.Security, sysctl, "name", $"With hostIPC, {name} would be the node's. Remove it, or hostIPC.");
            }
        }
    }

    private static bool IsSysctl(string name)
    {
        if (name.Length > LongestSysctl)
        {
            return false;
        }

        foreach (var part in name.AsSpan().SplitAny('.', '/'))
        {
            var piece = name.AsSpan()[part];
            if (piece.IsEmpty || piece[0] is '-' or '_' || piece[^1] is '-' or '_')
            {
                return false;
            }

            foreach (var character in piece)
            {
                if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('-' or '_'))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static void Seccomp(ObjectFaults faults, MappingNode? profile)
    {
        if (profile is null)
        {
            return;
        }

        var local = profile.Text("localhostProfile");
        if (profile.Text("type") == "Localhost")
        {
            if (string.IsNullOrEmpty(local))
            {
                faults.Add(
                    FaultTopic.Security, profile, "localhostProfile",
                    "A seccomp profile of type Localhost needs localhostProfile. Write its path below the kubelet's seccomp folder.");
            }
            else
            {
                VolumeChecks.Descending(faults, FaultTopic.Security, profile, "localhostProfile", local);
            }
        }
        else if (local is not null)
        {
            faults.Add(
                FaultTopic.Security, profile, "localhostProfile",
                "Only a seccomp profile of type Localhost has a localhostProfile. Remove it, or write Localhost.");
        }
    }

    private static void AppArmor(ObjectFaults faults, MappingNode? profile)
    {
        if (profile is null)
        {
            return;
        }

        var local = profile.Text("localhostProfile");
        if (profile.Text("type") == "Localhost")
        {
            if (string.IsNullOrWhiteSpace(local))
            {
                faults.Add(
                    FaultTopic.Security, profile, "localhostProfile",
                    "An AppArmor profile of type Localhost needs localhostProfile. Write the profile's name.");
            }
            else if (local.Trim().Length != local.Length || local.Length > LongestProfile)
            {
                faults.Add(
                    FaultTopic.Security, profile, "localhostProfile",
                    $"The profile's name has spaces at an end, or more than {LongestProfile} characters. "
                    + "Write the name that the node loaded it by.");
            }
        }
        else if (local is not null)
        {
            faults.Add(
                FaultTopic.Security, profile, "localhostProfile",
                "Only an AppArmor profile of type Localhost has a localhostProfile. Remove it, or write Localhost.");
        }
    }

    private static void AppArmorAnnotations(ObjectFaults faults, PodParts pod)
    {
        HashSet<string?>? names = null;
        foreach (var entry in pod.Annotations?.Entries ?? [])
        {
            if (!entry.Name.StartsWith(AppArmorAnnotation, StringComparison.Ordinal))
            {
                continue;
            }

            var container = entry.Name[AppArmorAnnotation.Length..];
            names ??= [.. ContainerLists.SelectMany(pod.Spec.Mappings).Select(candidate => candidate.Text("name"))];
            if (!names.Contains(container))
            {
                faults.Add(
                    FaultTopic.Security, entry.Key,
                    $"The pod has no container {Wording.Quote(container)} for this AppArmor profile. Write a container's name.");
            }
            else if (entry.Value is ScalarNode { IsNull: false } profile && profile.Value is not ("" or "runtime/default" or "unconfined")
                && !profile.Value.StartsWith("localhost/", StringComparison.Ordinal))
            {
                faults.Add(
                    FaultTopic.Security, profile,
                    $"{Wording.Quote(profile.Value)} is not an AppArmor profile. Write runtime/default, unconfined or localhost/ and a name.");
            }
        }
    }
}
