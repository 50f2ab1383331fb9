using System.Globalization;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The user that containers run as, and what it takes to change it so that the pod still starts.</summary>
internal static class NonRootUser
{
    // Above the users of the node and of images, as Pod Security tools advise.
    private const long AnyUser = 10001;

    private const string UnprivilegedPorts = "net.ipv4.ip_unprivileged_port_start";

    private static readonly string[] VolumesOwnedByRoot = ["persistentVolumeClaim", "ephemeral", "csi", "secret", "projected"];

    /// <summary>The uid that Kubernetes is told to use, or null if the image decides.</summary>
    public static long? EffectiveUser(Container container) => container.EffectiveSecurity("runAsUser")?.AsInteger;

    /// <summary>True if the manifest alone makes sure that the container is not root.</summary>
    public static bool IsCertain(Container container) => EffectiveUser(container) is > 0;

    /// <summary>A uid for a container: the image's own, if it is known.</summary>
    public static long For(Container container) => KnownImage.Of(container.Image)?.User ?? AnyUser;

    /// <summary>A uid for what containers inherit from the pod: the one that they agree on, else one that belongs to nobody.</summary>
    public static long ForPod(Workload workload) => AgreedUser(Inheriting(workload)) ?? AnyUser;

    /// <summary>
    /// Adds what containers need that may no longer be root: a uid each unless they have one (a kubelet that can't tell from the image
    /// that its user isn't root refuses to start it), rights on volumes, and the low ports that they declare.
    /// </summary>
    public static Fix WithUsers(this Fix fix, Workload workload, IReadOnlyList<Container> containers)
    {
        if (workload.IsWindows)
        {
            return fix;
        }

        var changed = containers.Where(container => !IsCertain(container)).ToList();
        var inheriting = changed.Where(container => container.SecurityContext?.Scalar("runAsUser") is null).ToList();
        var podUser = workload.SecurityContext?.Scalar("runAsUser") is not null ? ForPod(workload)
            : inheriting.Count == Inheriting(workload).Count ? AgreedUser(inheriting)
            : null;
        if (podUser is not null && inheriting.Count > 0)
        {
            fix = fix.Set(workload.PodSpec, ["securityContext", "runAsUser"], podUser.Value);
        }

        foreach (var container in changed.Where(container => podUser is null || !inheriting.Contains(container) || For(container) != podUser))
        {
            fix = fix.Set(container.Node, ["securityContext", "runAsUser"], For(container));
        }

        return changed.Count == 0 ? fix : fix.WithPodRights(workload);
    }

    /// <summary>Adds what a pod of another user than root needs: a group for its volumes and the low ports that it declares.</summary>
    public static Fix WithPodRights(this Fix fix, Workload workload)
    {
        if (workload.SecurityContext?.Scalar("fsGroup") is null && HasVolumesOwnedByRoot(workload)
            && workload.Containers.FirstOrDefault(container => !container.IsInit) is { } main)
        {
            fix = fix.Set(workload.PodSpec, ["securityContext", "fsGroup"], IsCertain(main) ? EffectiveUser(main)!.Value : For(main));
        }

        var lowPorts = workload.Containers.SelectMany(container => container.Ports).Select(port => port.Integer("containerPort")).Where(port => port is > 0 and < 1024).ToList();
        var isSet = workload.SecurityContext?.Mappings("sysctls").Any(sysctl => sysctl.Text("name") == UnprivilegedPorts) ?? false;
        return lowPorts.Count == 0 || isSet || workload.PodSpec.Boolean("hostNetwork") == true
            ? fix
            : fix.Append(workload.PodSpec, ["securityContext", "sysctls"], MappingNode.Of(
                ("name", UnprivilegedPorts), ("value", lowPorts.Min()!.Value.ToString(CultureInfo.InvariantCulture))));
    }

    private static List<Container> Inheriting(Workload workload) =>
        [.. workload.Containers.Where(container => container.SecurityContext?.Scalar("runAsUser") is null)];

    private static long? AgreedUser(List<Container> containers) =>
        containers.Select(For).Distinct().ToList() is [var user] ? user : null;

    private static bool HasVolumesOwnedByRoot(Workload workload) =>
        workload.Spec.Mappings("volumeClaimTemplates").Any()
        || workload.PodSpec.Mappings("volumes").Any(volume => VolumesOwnedByRoot.Any(volume.Has));
}
