using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Observability.Dashboards;

/// <summary>A dashboard of <c>deploy/dashboards</c>.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Model">Grafana's JSON model.</param>
internal sealed partial record DashboardFile(string Name, JsonObject Model)
{
    public static IReadOnlyList<DashboardFile> All { get; } =
    [
        .. from file in Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "dashboards")).Order(StringComparer.Ordinal)
           select new DashboardFile(Path.GetFileNameWithoutExtension(file), JsonNode.Parse(File.ReadAllText(file))!.AsObject()),
    ];

    public static TheoryData<string> Names => [.. All.Select(dashboard => dashboard.Name)];

    public string Uid => (string)Model["uid"]!;

    /// <summary>Rows and the panels between them, as they are laid out; those of a collapsed row are in the row.</summary>
    public IEnumerable<JsonNode> TopLevelPanels => Model["panels"]!.AsArray().Select(panel => panel!);

    /// <summary>All rows and panels.</summary>
    public IEnumerable<JsonNode> Panels => TopLevelPanels.SelectMany(panel => (panel["panels"]?.AsArray() ?? []).Select(inner => inner!).Prepend(panel));

    /// <summary>The PromQL in the queries of the dashboard's variables.</summary>
    public IEnumerable<string> VariableQueries =>
        from variable in Model["templating"]!["list"]!.AsArray()
        where (string?)variable!["type"] == "query"
        let query = (string)variable["query"]!["query"]!
        let values = LabelValues().Match(query)
        select values.Success ? values.Groups["query"].Value : query;

    public static DashboardFile Named(string name) => All.Single(dashboard => dashboard.Name == name);

    // The second argument is a label.
    [GeneratedRegex(@"^label_values\((?<query>.+), *\w+\)$")]
    private static partial Regex LabelValues();
}
