namespace MicroService.Benchmarks.Load;

/// <summary>What is measured, and how long.</summary>
/// <param name="Path">The path that is asked for.</param>
/// <param name="Rounds">Runs of each server.</param>
/// <param name="Duration">The length of the load in a run.</param>
/// <param name="Connections">Connections that are kept busy.</param>
/// <param name="Environment">Variables of the service's environment.</param>
internal sealed record LoadOptions(string Path, int Rounds, TimeSpan Duration, int Connections, IReadOnlyDictionary<string, string> Environment);
