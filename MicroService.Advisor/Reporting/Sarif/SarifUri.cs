namespace MicroService.Advisor.Reporting.Sarif;

/// <summary>Artifact URIs: relative to the repository's root, as GitHub wants them.</summary>
internal static class SarifUri
{
    /// <summary>The URI of a path: forward slashes, no leading ones, escaped segment by segment.</summary>
    public static string Of(string path) =>
        string.Join('/', RelativePath.Segments(path).Select(segment => segment == ".." ? segment : Uri.EscapeDataString(segment)));
}
