using System.Text.RegularExpressions;
using MicroService.Tests.Conventions;
using MicroService.Tests.Databases;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Documentation;

public sealed partial class MetricsTableTests(SharedPostgres postgres)
{
    [Fact]
    public async Task EveryMetricInTheTable_IsExportedWithItsLabelsAndViceVersa()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync(),
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
        });
        await ApiTraffic.SendAsync(api, rounds: 2);
        var exported = await Exposition.ScrapeAsync(api);
        var table = Rows();

        Assert.NotEmpty(table);
        Convention.Holds(
            "The metrics table of docs/operations.md is what the process exports.",
            [
                .. table.Where(row => !exported.Types.ContainsKey(row.Name) && !row.IsOccasional).Select(row => $"{row.Name} is in the table, but not exported"),
                .. from row in table
                   where exported.Types.ContainsKey(row.Name)
                   let labels = exported.LabelsOf(row.Name).Where(label => !label.StartsWith("otel_scope_", StringComparison.Ordinal)).ToArray()
                   where labels.Except(row.Labels).Any() || (!row.IsOccasional && row.Labels.Except(labels).Any(label => label != "error_type"))
                   select $"{row.Name} has the labels {string.Join(", ", labels)}, not {string.Join(", ", row.Labels)}",
                .. from series in exported.Series
                   where series.Contains("otel_scope_name=\"MicroService.", StringComparison.Ordinal)
                   let name = series.Split('{')[0]
                   where !table.Any(row => name == row.Name || (name.StartsWith(row.Name, StringComparison.Ordinal) && name[row.Name.Length..] is "_bucket" or "_sum" or "_count"))
                   select $"{name} is exported, but not in the table",
            ]);
    }

    private static Row[] Rows() =>
    [
        .. from line in SourceTree.Lines(Path.Combine("docs", "operations.md"))
           let match = TableRow().Match(line)
           where match.Success
           select new Row(
               match.Groups["name"].Value,
               [.. Name().Matches(match.Groups["labels"].Value).Select(label => label.Groups["label"].Value)],
               match.Groups["meaning"].Value.StartsWith("Once ", StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"^\| `(?<name>[a-z][a-z0-9_]*_[a-z0-9_]+)` \| (?<labels>[^|]*) \| (?<meaning>.*) \|$")]
    private static partial Regex TableRow();

    [GeneratedRegex("`(?<label>[a-z_]+)`")]
    private static partial Regex Name();

    // An occasional one is not there before something special has happened.
    private sealed record Row(string Name, string[] Labels, bool IsOccasional);
}
