namespace MicroService.AppHost.Embedded.Planning;

/// <summary>A database of a server that SQLite stands in for.</summary>
/// <param name="Path">The file; the service creates it.</param>
internal sealed record PlannedDatabase(string Name, string Path);
