namespace MicroService.Publishing.Images;

/// <summary>A folder that is written to and may be lost.</summary>
/// <param name="Size">A quantity such as <c>64Mi</c>.</param>
internal sealed record ScratchFolder(string Path, string Size);
