namespace MicroService.Publishing.Runs;

/// <summary>A file on disk and what it is to be.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
/// <param name="Before">Null where it is not there.</param>
/// <param name="After">Null where it is not to be there.</param>
internal sealed record FileChange(string Path, FileChangeKind Kind, string? Before, string? After);
