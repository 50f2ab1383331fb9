namespace MicroService.AppHost.Embedded.Planning;

/// <summary>A resource that doesn't run here, and why.</summary>
internal sealed record SkippedResource(string Name, string Kind, string Reason);
