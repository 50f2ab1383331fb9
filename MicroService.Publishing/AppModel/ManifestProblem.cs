namespace MicroService.Publishing.AppModel;

/// <summary>A problem of a manifest and its place.</summary>
/// <param name="Pointer">The place in the document (RFC 6901); empty for the document as a whole.</param>
/// <param name="Line">From 1; 0 if unknown.</param>
/// <param name="Column">From 1, in UTF-16 units; 0 if unknown.</param>
internal sealed record ManifestProblem(string Pointer, int Line, int Column, string Message)
{
    /// <summary>One line in the format of compilers, so that editors can jump to the place.</summary>
    public string Describe(string file)
    {
        var position = Line > 0 ? $"({Line},{Column})" : string.Empty;
        var place = Pointer.Length > 0 ? $"{Pointer}: " : string.Empty;
        return $"{file}{position}: {place}{Message}";
    }
}
