namespace MicroService.Publishing.Cluster;

/// <summary>An image and where it comes from.</summary>
/// <param name="Reference">With tag or digest, as the manifests name it.</param>
/// <param name="Source">What builds it, relative to the manifest: a project file or a Dockerfile; null for an image of somebody else.</param>
internal sealed record ClusterImage(string Reference, string? Source = null)
{
    /// <summary>Whether it is built from this application, so that tag and digest are set by whoever builds it.</summary>
    public bool IsBuilt => Source is not null;
}
