using System.Text.RegularExpressions;
using MicroService.Advisor.Charts;

namespace MicroService.Cli.Input;

/// <summary>The folder of a Helm chart, and what Helm renders from it.</summary>
/// <param name="Path">The folder's full path.</param>
/// <param name="Name">Its name in messages.</param>
internal sealed partial record HelmChart(string Path, string Name)
{
    /// <summary>The file that makes a folder a chart.</summary>
    public const string FileName = "Chart.yaml";

    /// <summary>The folder's chart, or null if it has none.</summary>
    public static HelmChart? In(string folder) => FileStatus.Of(System.IO.Path.Combine(folder, FileName)).Type == FileType.Regular
        ? new HelmChart(System.IO.Path.GetFullPath(folder), InputFile.Of(folder).Name)
        : null;

    /// <summary>Renders the chart.</summary>
    /// <param name="values">Files of values, the last one wins.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<Rendering> RenderAsync(IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        if (ExternalProgram.Find("helm") is not { } helm)
        {
            return Rendering.Skipped(Name, "skipped, as it is a Helm chart, which needs helm to be rendered (https://helm.sh/docs/intro/install).");
        }

        var chart = await File.ReadAllTextAsync(System.IO.Path.Combine(Path, FileName), cancellationToken).ConfigureAwait(false);
        if (LibraryType().IsMatch(chart))
        {
            return Rendering.Skipped(Name, "skipped, as it is a library chart, which renders nothing by itself.");
        }

        string[] arguments =
        [
            "template", ReleaseOf(chart), Path, "--include-crds", "--skip-tests",
            .. values.SelectMany(file => new[] { "--values", System.IO.Path.GetFullPath(file) }),
        ];
        var (output, errors) = await helm.RunAsync(arguments, cancellationToken).ConfigureAwait(false);
        if (output is null)
        {
            return Rendering.Failed(Name, errors.Select(error => $"helm template failed: {error}"));
        }

        var (files, problems) = RenderedChart.Read(Name, output, Open);
        return problems is [{ Code: "no-objects" }] ? Rendering.Skipped(Name, "Helm renders nothing from it.")
            : problems.Count > 0 ? Rendering.Failed(Name, problems.Select(problem => problem.Message))
            : new Rendering(Name, files);
    }

    private (string Name, IReadOnlyList<string> Lines)? Open(string template)
    {
        var path = System.IO.Path.GetFullPath(template, Path);
        return FileStatus.Of(path).Type == FileType.Regular ? (InputFile.Of(path).Name, File.ReadAllLines(path)) : null;
    }

    // A release that is called like its chart is what people install, and gives objects the shortest names.
    private static string ReleaseOf(string chart) => ChartName().Match(chart) is { Success: true } name ? name.Groups["name"].Value : "release";

    [GeneratedRegex("""^name:\s*["']?(?<name>[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?)["']?\s*(#.*)?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ChartName();

    [GeneratedRegex("""^type:\s*["']?library["']?\s*(#.*)?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex LibraryType();
}
