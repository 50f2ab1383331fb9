namespace MicroService.Tests.Containers;

/// <summary>Where the kubelet asks a container.</summary>
/// <param name="Port">The name of the port.</param>
/// <param name="Path">The path.</param>
internal sealed record PodProbe(string Port, string Path);
