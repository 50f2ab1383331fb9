namespace MicroService.AppHost.Observability;

/// <summary>A generated file.</summary>
/// <param name="Path">Relative to the folder that is published, with forward slashes.</param>
internal sealed record ObservabilityFile(string Path, string Content);
