using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Conventions;

namespace MicroService.Tests.Observability.Dashboards;

public sealed partial class DashboardTests
{
    private const int Columns = 24;

    // What Grafana 11 writes.
    private const int OldestSchema = 39;

    // Of Grafana's list of units, those that suit what is measured here.
    private static readonly string[] GrafanaUnits = ["short", "none", "s", "ms", "bytes", "Bps", "percent", "percentunit", "reqps", "ops"];

    public static TheoryData<string> Names => DashboardFile.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_KeepsTheUidThatLinksHold(string dashboard) => Assert.Equal($"microservice-{dashboard}", DashboardFile.Named(dashboard).Uid);

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_CanBeProvisioned(string dashboard)
    {
        var model = DashboardFile.Named(dashboard).Model;

        // An export "for sharing externally" asks for its inputs, which a provisioned file can't answer.
        Assert.False(model.ContainsKey("__inputs"));
        // The id is one installation's.
        Assert.Null(model["id"]);
        Assert.True((int)model["schemaVersion"]! >= OldestSchema);
        Assert.NotEmpty((string)model["title"]!);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_HaveIdsOfTheirOwnAndDoNotOverlap(string dashboard)
    {
        var file = DashboardFile.Named(dashboard);
        var cells = (from panel in file.TopLevelPanels
                     let place = panel["gridPos"]!
                     from x in Enumerable.Range((int)place["x"]!, (int)place["w"]!)
                     from y in Enumerable.Range((int)place["y"]!, (int)place["h"]!)
                     select (x, y)).ToArray();

        Assert.Distinct(file.Panels.Select(panel => (int)panel["id"]!));
        Assert.Distinct(cells);
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, Columns - 1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panel_SaysWhatItShows(string dashboard) =>
        Convention.Holds(
            "A panel has a title, a description, a unit that Grafana knows, and legends of labels that its query keeps.",
            from panel in DashboardFile.Named(dashboard).Panels
            where (string?)panel["type"] != "row"
            where string.IsNullOrEmpty((string?)panel["title"]) || string.IsNullOrEmpty((string?)panel["description"]) || !GrafanaUnits.Contains(Unit(panel))
                || PanelQuery.Of(dashboard, panel).Any(query => LegendLabel().Matches(query.Legend).Any(label => !KeptLabels(query).Contains(label.Groups[1].Value)))
            select (string?)panel["title"] ?? $"panel {panel["id"]}");

    [Theory]
    [MemberData(nameof(Names))]
    public void Queries_HaveNamesOfTheirOwn(string dashboard) =>
        Assert.Distinct(PanelQuery.All.Where(query => query.Dashboard == dashboard).Select(query => (query.Panel, query.RefId)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Query_AsksTheChosenDataSource(string dashboard)
    {
        var file = DashboardFile.Named(dashboard);
        var sources = file.Panels.Where(panel => panel["targets"] is not null).SelectMany(panel => panel["targets"]!.AsArray().Prepend(panel))
            .Concat(file.Model["templating"]!["list"]!.AsArray().Where(variable => (string?)variable!["type"] == "query"))
            .Select(asking => ((string?)asking!["datasource"]?["type"], (string?)asking["datasource"]?["uid"]));

        Assert.All(sources, source => Assert.Equal(("prometheus", "${datasource}"), source));
        Assert.Contains(file.Model["templating"]!["list"]!.AsArray(), variable => ((string?)variable!["type"], (string?)variable["name"]) == ("datasource", "datasource"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dashboard_LinksToTheOthers(string dashboard) =>
        Assert.Equal(
            DashboardFile.All.Where(other => other.Name != dashboard).Select(other => $"{other.Model["title"]}: /d/{other.Uid}").Order(),
            DashboardFile.Named(dashboard).Model["links"]!.AsArray().Select(link => $"{link!["title"]}: {link["url"]}").Order());

    [Fact]
    public void PanelNamedInTheRunbook_Exists() =>
        Convention.Holds(
            "A panel that docs/operations.md sends its reader to is on a dashboard.",
            from line in SourceTree.Lines("docs/operations.md")
            where line.StartsWith("- **Look:**", StringComparison.Ordinal)
            from panel in QuotedTitle().Matches(line).Select(title => title.Groups[1].Value)
            where !DashboardFile.All.SelectMany(dashboard => dashboard.Panels).Any(one => (string?)one["title"] == panel)
            select $"{panel}: {line}");

    private static string? Unit(JsonNode panel) => (string?)(panel["fieldConfig"]!["defaults"]!["unit"] ?? panel["options"]!["yAxis"]?["unit"]);

    private static HashSet<string> KeptLabels(PanelQuery query) =>
        [.. Grouping().Matches(query.Expression).SelectMany(by => by.Groups[1].Value.Split(", "))];

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex LegendLabel();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex QuotedTitle();

    [GeneratedRegex(@" by \(([^)]*)\)")]
    private static partial Regex Grouping();
}
