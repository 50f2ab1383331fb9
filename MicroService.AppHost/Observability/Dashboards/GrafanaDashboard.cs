using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Writes dashboards in Grafana's classic JSON model, which every version since 11 imports.</summary>
internal static class GrafanaDashboard
{
    private const int SchemaVersion = 39;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        // Quotes and comparison signs of queries stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The dashboard's file, with links to the other ones.</summary>
    public static string Write(Dashboard dashboard, IEnumerable<Dashboard> all)
    {
        var model = new JsonObject
        {
            ["uid"] = dashboard.Uid,
            ["title"] = dashboard.Title,
            ["description"] = dashboard.Description,
            ["tags"] = new JsonArray("microservice"),
            ["schemaVersion"] = SchemaVersion,
            ["editable"] = true,
            ["graphTooltip"] = 1,
            ["refresh"] = "30s",
            ["timezone"] = "browser",
            ["time"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" },
            ["links"] = new JsonArray([.. all.Where(other => other.Uid != dashboard.Uid).Select(JsonNode (other) => Link(other))]),
            ["templating"] = new JsonObject
            {
                ["list"] = new JsonArray(
                    new JsonObject { ["type"] = "datasource", ["name"] = "datasource", ["label"] = "Data source", ["query"] = "prometheus" },
                    Variable("namespace", "Namespace", $"label_values({MetricNames.Ready}, namespace)"),
                    Variable("job", "Job", $"label_values({MetricNames.Ready}{{namespace=~\"$namespace\"}}, job)"),
                    Variable("instance", "Instance", $"label_values({MetricNames.Ready}{{namespace=~\"$namespace\",job=~\"$job\"}}, instance)")),
            },
            ["panels"] = Panels(dashboard),
        };
        return model.ToJsonString(Format) + "\n";
    }

    private static JsonObject Link(Dashboard other) => new JsonObject
    {
        ["type"] = "link",
        ["title"] = other.Title,
        ["url"] = $"/d/{other.Uid}",
        ["includeVars"] = true,
        ["keepTime"] = true,
    };

    private static JsonObject Variable(string name, string label, string query) => new JsonObject
    {
        ["type"] = "query",
        ["name"] = name,
        ["label"] = label,
        ["datasource"] = GrafanaPanel.DataSource(),
        ["definition"] = query,
        ["query"] = new JsonObject { ["query"] = query, ["refId"] = name },
        ["refresh"] = 2,
        ["sort"] = 1,
        ["multi"] = true,
        ["includeAll"] = true,
        // Matches series without the label, too: outside Kubernetes there is no namespace.
        ["allValue"] = ".*",
        ["current"] = new JsonObject { ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") },
    };

    private static JsonArray Panels(Dashboard dashboard)
    {
        var (panels, grid, id) = (new JsonArray(), new PanelGrid(), 0);
        foreach (var row in dashboard.Rows)
        {
            grid.EndLine();
            panels.Add((JsonNode)GrafanaPanel.Heading(++id, row.Title, grid.Next(PanelGrid.Columns, 1)));
            foreach (var panel in row.Panels)
            {
                panels.Add((JsonNode)GrafanaPanel.Write(++id, panel, grid.Next(panel.Width, panel.Height)));
            }
        }

        return panels;
    }
}
