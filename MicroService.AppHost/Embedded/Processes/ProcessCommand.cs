namespace MicroService.AppHost.Embedded.Processes;

/// <summary>What to run.</summary>
/// <param name="Environment">Variables on top of those of the AppHost itself; null removes one.</param>
internal sealed record ProcessCommand(
    string FileName,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string?> Environment);
