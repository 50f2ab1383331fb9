namespace MicroService.Advisor.Reporting.Sarif;

/// <summary>Artifact URIs: relative to the repository's root, as GitHub wants them.</summary>
internal static class SarifUri
{
    /// <summary>The URI of a path: forward slashes, no leading ones, escaped segment by segment.</summary>
    public static string Of(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Replace('\\', '/').Split('/'))
        {
            if (segment == ".." && segments.Count > 0 && segments[^1] != "..")
            {
                segments.RemoveAt(segments.Count - 1);
            }
            else if (segment is not ("" or "."))
            {
                segments.Add(segment == ".." ? segment : Uri.EscapeDataString(segment));
            }
        }

        return string.Join('/', segments);
    }
}
