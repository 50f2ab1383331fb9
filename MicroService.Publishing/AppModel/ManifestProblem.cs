namespace MicroService.Publishing.AppModel;

/// <summary>What is wrong with a manifest, and where.</summary>
/// <param name="Pointer">The place in the document (RFC 6901); empty for the document as a whole.</param>
/// <param name="Line">From 1; 0 where it isn't known.</param>
/// <param name="Column">From 1, in bytes; 0 where it isn't known.</param>
internal sealed record ManifestProblem(string Pointer, int Line, int Column, string Message)
{
    /// <summary>One line in the form compilers use, so that editors can jump to it.</summary>
    public string Describe(string file)
    {
        var position = Line > 0 ? $"({Line},{Column})" : string.Empty;
        var place = Pointer.Length > 0 ? $"{Pointer}: " : string.Empty;
        return $"{file}{position}: {place}{Message}";
    }
}
