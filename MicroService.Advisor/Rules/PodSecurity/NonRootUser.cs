using System.Globalization;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The users that a workload's containers run as, and what it takes to change them so that the pod still starts.</summary>
internal sealed class NonRootUser
{
    // Above the users of the node and of images, as Pod Security tools advise.
    private const long AnyUser = 10001;

    private const string UnprivilegedPorts = "net.ipv4.ip_unprivileged_port_start";

    private static readonly string[] VolumesOwnedByRoot =
    [
        "persistentVolumeClaim", "ephemeral", "csi", "secret", "projected", "awsElasticBlockStore", "azureDisk", "cinder", "fc",
        "gcePersistentDisk", "iscsi", "photonPersistentDisk", "portworxVolume", "rbd", "scaleIO", "storageos", "vsphereVolume",
    ];

    private readonly Workload _workload;
    private readonly int _inheriting;
    private readonly long? _agreedUser;
    private readonly long? _group;
    private readonly long? _lowestPort;

    public NonRootUser(Workload workload)
    {
        _workload = workload;
        var inheriting = workload.Containers.Where(Inherits).ToList();
        _inheriting = inheriting.Count;
        _agreedUser = inheriting.Select(For).Distinct().Take(2).ToList() is [var user] ? user : null;
        if (workload.SecurityContext?.Scalar("fsGroup") is null && HasVolumesOwnedByRoot(workload)
            && workload.Containers.FirstOrDefault(container => !container.IsInit) is { } main)
        {
            _group = IsCertain(main) ? EffectiveUser(main) : For(main);
        }

        var isOpen = workload.SecurityContext?.Mappings("sysctls").Any(sysctl => sysctl.Text("name") == UnprivilegedPorts) ?? false;
        if (!isOpen && workload.PodSpec.Boolean("hostNetwork") != true)
        {
            _lowestPort = workload.Containers.SelectMany(LowPorts.Of).Cast<long?>().Min();
        }
    }

    /// <summary>True if the manifest alone makes sure that the container is not root.</summary>
    public static bool IsCertain(Container container) => EffectiveUser(container) is > 0;

    /// <summary>
    /// Adds what containers need that may no longer be root: a uid each unless they have one (a kubelet that can't tell from the image
    /// that its user isn't root refuses to start it), a group for their volumes, and the low ports that they declare.
    /// </summary>
    public Fix Give(Fix fix, IEnumerable<Container> containers)
    {
        if (_workload.IsWindows)
        {
            return fix;
        }

        var changed = containers.Where(container => !IsCertain(container)).ToList();
        var inheriting = changed.Count(Inherits);
        // What containers inherit is set once, on the pod, unless another one of its containers would get it, too.
        var podUser = _workload.SecurityContext?.Scalar("runAsUser") is not null ? _agreedUser ?? AnyUser
            : inheriting == _inheriting ? _agreedUser
            : null;
        if (podUser is not null && inheriting > 0)
        {
            fix = fix.Set(_workload.PodSpec, ["securityContext", "runAsUser"], podUser.Value);
        }

        foreach (var container in changed.Where(container => podUser is null || !Inherits(container) || For(container) != podUser))
        {
            fix = fix.Set(container.Node, ["securityContext", "runAsUser"], For(container));
        }

        return changed.Count == 0 ? fix : GiveRights(fix);
    }

    /// <summary>As <see cref="Give"/>, for a pod that asks for root itself, whatever its containers say.</summary>
    public Fix GivePod(Fix fix) =>
        Give(fix.Set(_workload.PodSpec, ["securityContext", "runAsUser"], _agreedUser ?? AnyUser), _workload.Containers.Where(Inherits));

    private static long? EffectiveUser(Container container) => container.EffectiveSecurity("runAsUser")?.AsInteger;

    private static bool Inherits(Container container) => container.SecurityContext?.Scalar("runAsUser") is null;

    private static long For(Container container) => KnownImage.UserOf(container.Image) ?? AnyUser;

    private static bool HasVolumesOwnedByRoot(Workload workload) =>
        workload.Spec.Mappings("volumeClaimTemplates").Any()
        || workload.Volumes.Any(volume => VolumesOwnedByRoot.Any(volume.Has));

    private Fix GiveRights(Fix fix)
    {
        if (_group is { } group)
        {
            fix = fix.Set(_workload.PodSpec, ["securityContext", "fsGroup"], group);
        }

        return _lowestPort is not { } port ? fix : fix.Append(
            _workload.PodSpec, ["securityContext", "sysctls"], MappingNode.Of(("name", UnprivilegedPorts), ("value", port.ToString(CultureInfo.InvariantCulture))));
    }
}
