namespace MicroService.Publishing.AppModel;

/// <summary>A program of the host (<c>executable.v0</c>).</summary>
/// <param name="WorkingDirectory">Relative to the manifest.</param>
internal sealed record ExecutableResource(string Name, string Type, string Command, string WorkingDirectory) : WorkloadResource(Name, Type);
