namespace MicroService.Publishing.AppModel;

/// <summary>A .NET project (<c>project.v0</c>, <c>project.v1</c>).</summary>
/// <param name="Path">The project file, relative to the manifest.</param>
internal sealed record ProjectResource(string Name, string Type, string Path) : WorkloadResource(Name, Type);
