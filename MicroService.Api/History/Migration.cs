namespace MicroService.Api.History;

/// <summary>One step of the schema.</summary>
/// <param name="Version">1, 2, 3, … without gaps.</param>
/// <param name="Name">What it does, from its file name.</param>
/// <param name="Sql">The statements.</param>
public sealed record Migration(int Version, string Name, string Sql);
