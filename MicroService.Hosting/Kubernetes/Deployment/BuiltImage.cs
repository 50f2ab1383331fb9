namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>An image that was built.</summary>
/// <param name="Name">The name in the published manifests, without tag.</param>
/// <param name="Digest">Its digest in the registry; null for an image that was loaded into a local cluster.</param>
/// <param name="Tag">Its tag in the local cluster; null for an image in a registry.</param>
internal sealed record BuiltImage(string Name, string? Digest, string? Tag);
