using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Charts;

/// <summary>What <c>helm template</c> printed, with the templates that it comes from.</summary>
public static class RenderedChart
{
    private const string SourceComment = "# Source: ";

    /// <summary>Reads what was printed: a file for each object, named for its template.</summary>
    /// <param name="folder">The chart's name in messages.</param>
    /// <param name="output">The objects as YAML. The files keep it: don't reuse the memory.</param>
    /// <param name="open">Opens a template by its path in the chart, and gives its name in findings and its lines; null if it is not
    /// here.</param>
    public static (IReadOnlyList<ManifestFile> Files, IReadOnlyList<Problem> Problems) Read(
        string folder, ReadOnlyMemory<byte> output, Func<string, (string Name, IReadOnlyList<string> Lines)?> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        var reading = new ManifestReader(ManifestLimits.Unshared(output.Length)).Read(folder, output);
        if (reading.File is not { } printed)
        {
            return ([], reading.Problems);
        }

        var files = new List<ManifestFile>();
        var firstLine = 1;
        foreach (var document in printed.Documents)
        {
            var lines = document.Text.Split('\n');
            if (document.Root is { } root)
            {
                var template = TemplateOf(lines) is { } path ? open(path) : null;
                if (template is { } found)
                {
                    new TemplateLines(lines, found.Lines, firstLine).Assign(root);
                }

                files.Add(new ManifestFile(template?.Name ?? folder, [document]));
            }

            firstLine += lines.Length - 1;
        }

        return (files, []);
    }

    // "# Source: chart/templates/deployment.yaml", where the first name is the chart's own.
    private static string? TemplateOf(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith(SourceComment, StringComparison.Ordinal)) is { } comment
        && comment.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
            ? comment[(slash + 1)..].TrimEnd()
            : null;
}
