namespace MicroService.Publishing.Cluster;

/// <summary>Storage that outlives the pod.</summary>
/// <param name="Name">A DNS label.</param>
/// <param name="MountPath">Where the container sees it.</param>
/// <param name="Size">A quantity such as <c>8Gi</c>.</param>
internal sealed record ClusterVolume(string Name, string MountPath, bool IsReadOnly, string Size);
