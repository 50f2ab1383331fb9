namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>An image that was built.</summary>
/// <param name="Name">The name in the published manifests, without tag.</param>
/// <param name="Digest">What the registry has it under; null for an image that was loaded into a local cluster.</param>
/// <param name="Tag">What a local cluster has it under.</param>
internal sealed record BuiltImage(string Name, string? Digest, string? Tag);
