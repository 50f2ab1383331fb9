namespace MicroService.Publishing.Images;

/// <summary>How an image is probed: a command in the container, or a GET of a path on a port.</summary>
/// <param name="Command">Argument by argument; empty where <paramref name="Path"/> is asked.</param>
/// <param name="Port">The container's port for <paramref name="Path"/>.</param>
/// <param name="LivePath">The path that is answered well while it is only not ready, for liveness; null for the same.</param>
internal sealed record ImageProbe(IReadOnlyList<string> Command, string? Path = null, int? Port = null, string? LivePath = null);
