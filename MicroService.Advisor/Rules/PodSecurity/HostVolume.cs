using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>A volume that is a folder or file of the node.</summary>
/// <param name="Node">The <c>hostPath</c> mapping.</param>
/// <param name="Name">What a sentence calls the volume: its name, if it has one.</param>
/// <param name="Path">The path on the node, without a slash at its end; empty if there is none.</param>
internal sealed record HostVolume(MappingNode Node, string Name, string Path)
{
    private static readonly HashSet<string> Sockets = new(
        [
            .. new[] { "docker.sock", "containerd/containerd.sock", "crio/crio.sock", "cri-dockerd.sock", "dockershim.sock", "podman/podman.sock", "k3s/containerd/containerd.sock" }
                .SelectMany(socket => new[] { $"/run/{socket}", $"/var/run/{socket}" }),
        ],
        StringComparer.Ordinal);

    /// <summary>True if the volume is, or contains, a socket of the container runtime.</summary>
    public bool HoldsRuntimeSocket => Path.Length > 0 && (Path == "/" || Sockets.Any(socket => socket == Path || socket.StartsWith(Path + "/", StringComparison.Ordinal)));

    public static IEnumerable<HostVolume> Of(Workload workload) =>
        from volume in workload.Volumes
        let host = volume.Mapping("hostPath")
        where host is not null
        let path = host.Text("path") ?? ""
        select new HostVolume(host, volume.Text("name") is { Length: > 0 } name ? name : "without a name", path.Length > 1 ? path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/" : path);
}
