namespace MicroService.Publishing.Layout;

/// <summary>A generated file.</summary>
/// <param name="Path">Relative to the folder that is published, with forward slashes.</param>
/// <param name="Content">Lines end in LF; nothing in it depends on when or where it was made.</param>
internal sealed record PublishedFile(string Path, string Content);
