namespace MicroService.Advisor.Reporting;

/// <summary>Paths from the repository's root, as code scanning and merge requests want them.</summary>
internal static class RelativePath
{
    /// <summary>The path with forward slashes, and without leading ones and steps that lead nowhere.</summary>
    public static string Of(string path) => string.Join('/', Segments(path));

    /// <summary>The path's segments.</summary>
    public static IReadOnlyList<string> Segments(string path)
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
                segments.Add(segment);
            }
        }

        return segments;
    }
}
