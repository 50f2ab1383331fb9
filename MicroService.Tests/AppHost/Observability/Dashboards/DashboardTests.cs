using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.AppHost.Observability;
using MicroService.AppHost.Observability.Alerts;
using MicroService.AppHost.Observability.Dashboards;
using MicroService.Tests.Conventions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.AppHost.Observability.Dashboards;

public sealed partial class DashboardTests
{
    // Of Grafana's list of units, those that suit what is measured here.
    private static readonly string[] GrafanaUnits = ["short", "none", "s", "ms", "bytes", "Bps", "percent", "percentunit", "reqps", "ops"];

    private static readonly IReadOnlyList<Dashboard> All = DashboardCatalog.All(ServiceLevel.Default);

    public static TheoryData<string> Names => [.. All.Select(dashboard => dashboard.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_HaveIdsOfTheirOwnAndDoNotOverlap(string dashboard)
    {
        var panels = Panels(dashboard);
        var cells = (from panel in panels
                     let place = panel["gridPos"]!
                     from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
                     from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
                     select (x, y)).ToArray();

        Assert.Distinct(panels.Select(panel => (int)panel["id"]!));
        Assert.Distinct(cells);
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, PanelGrid.Columns - 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panel_SaysWhatItShows(string dashboard) =>
        Convention.Holds(
            "A panel has a title, a description, a unit that Grafana knows, and legends of labels that its query keeps.",
            from row in All.Single(one => one.Name == dashboard).Rows
            from panel in row.Panels
            where panel.Title.Length == 0 || panel.Description.Length == 0 || !GrafanaUnits.Contains(panel.Unit)
                || panel.Queries.Any(query => LegendLabel().Matches(query.Legend).Any(label => !KeptLabels(query).Contains(label.Groups[1].Value)))
            select panel.Title);

    [Fact]
    public void Panels_AskTheChosenDataSource() =>
        Assert.All(
            All.SelectMany(dashboard => Panels(dashboard.Name)).SelectMany(panel => panel["targets"]?.AsArray() ?? []),
            target => Assert.Equal("${datasource}", (string?)target!["datasource"]!["uid"]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_LinksToTheOthers(string dashboard) =>
        Assert.Equal(
            All.Where(other => other.Name != dashboard).Select(other => $"/d/{Model(other.Name)["uid"]}"),
            Model(dashboard)["links"]!.AsArray().Select(link => (string?)link!["url"]));

    [Fact]
    public void EveryMetricAskedFor_IsInTheTableOfMetrics()
    {
        var groups = AlertCatalog.All(RuleSettings.Default);
        var documented = SourceTree.Lines("docs/operations.md").Select(line => TableRow().Match(line)).Where(row => row.Success).Select(row => row.Groups[1].Value)
            .Concat(groups.SelectMany(group => group.Recordings).Select(recording => recording.Name))
            .Append("up")
            .ToHashSet();
        var queries = All.SelectMany(dashboard => dashboard.Rows).SelectMany(row => row.Panels).SelectMany(panel => panel.Queries).Select(query => query.Expression)
            .Concat(groups.SelectMany(group => group.Recordings).Select(recording => recording.Expression))
            .Concat(groups.SelectMany(group => group.Alerts).Select(alert => alert.Expression))
            .ToArray();

        Assert.NotEmpty(queries);
        Convention.Holds(
            "A metric in a query is in the table of docs/operations.md.",
            from name in queries.SelectMany(query => Metric().Matches(query)).Select(metric => metric.Groups[1].Value).Distinct()
            where !documented.Contains(name) && !documented.Contains(HistogramPart().Replace(name, ""))
            select name);
    }

    private static JsonNode Model(string dashboard) => JsonNode.Parse(File.ReadAllText(RepositoryRoot.Combine("deploy", "dashboards", dashboard + ".json")))!;

    private static List<JsonNode> Panels(string dashboard) => [.. Model(dashboard)["panels"]!.AsArray().Select(panel => panel!)];

    private static HashSet<string> KeptLabels(Query query) =>
        [.. Grouping().Matches(query.Expression).SelectMany(by => by.Groups[1].Value.Split(", "))];

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@" by \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"([a-zA-Z_:][a-zA-Z0-9_:]*)\{")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"^\| `([a-z][a-z0-9_]*_[a-z0-9_]+)` \|")]
    private static partial Regex TableRow();
}
