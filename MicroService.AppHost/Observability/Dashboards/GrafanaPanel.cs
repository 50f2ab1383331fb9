using System.Text.Json.Nodes;

namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Writes panels in Grafana's JSON model.</summary>
internal static class GrafanaPanel
{
    /// <summary>The data source that the dashboard's variable names.</summary>
    public static JsonObject DataSource() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    public static JsonObject Heading(int id, string title, GridPlace place) => new()
    {
        ["id"] = id,
        ["type"] = "row",
        ["title"] = title,
        ["collapsed"] = false,
        ["gridPos"] = Position(place),
        ["panels"] = new JsonArray(),
    };

    public static JsonObject Write(int id, Panel panel, GridPlace place)
    {
        var defaults = new JsonObject { ["unit"] = panel.Unit, ["min"] = 0, ["thresholds"] = Thresholds(panel) };
        if (panel.Kind == PanelKind.TimeSeries)
        {
            defaults["custom"] = new JsonObject
            {
                ["lineWidth"] = 1,
                ["fillOpacity"] = 10,
                ["showPoints"] = "never",
                ["thresholdsStyle"] = new JsonObject { ["mode"] = panel.Thresholds.Count > 0 ? "line" : "off" },
            };
        }

        if (panel.Kind == PanelKind.Gauge)
        {
            defaults["max"] = 100;
        }

        var written = new JsonObject
        {
            ["id"] = id,
            ["type"] = TypeOf(panel.Kind),
            ["title"] = panel.Title,
            ["description"] = panel.Description,
            ["datasource"] = DataSource(),
            ["gridPos"] = Position(place),
            ["fieldConfig"] = new JsonObject { ["defaults"] = defaults, ["overrides"] = new JsonArray() },
            ["options"] = Options(panel),
            ["targets"] = new JsonArray([.. panel.Queries.Select(JsonNode (query, index) => Target(panel, query, index))]),
        };
        if (panel.Kind == PanelKind.Table)
        {
            // The moment of the query says nothing in a table of values as they are now.
            written["transformations"] = new JsonArray(new JsonObject
            {
                ["id"] = "organize",
                ["options"] = new JsonObject { ["excludeByName"] = new JsonObject { ["Time"] = true } },
            });
        }

        return written;
    }

    private static JsonObject Target(Panel panel, Query query, int index) => new JsonObject
    {
        ["refId"] = ((char)('A' + index)).ToString(),
        ["datasource"] = DataSource(),
        ["expr"] = query.Expression,
        ["legendFormat"] = query.Legend,
        ["format"] = panel.Kind switch
        {
            PanelKind.Table => "table",
            PanelKind.Heatmap => "heatmap",
            _ => "time_series",
        },
        ["instant"] = panel.IsInstant,
        ["range"] = !panel.IsInstant,
    };

    private static JsonObject Options(Panel panel) => panel.Kind switch
    {
        PanelKind.TimeSeries => new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
        PanelKind.Heatmap => new JsonObject { ["calculate"] = false, ["yAxis"] = new JsonObject { ["unit"] = panel.Unit } },
        PanelKind.Table => [],
        _ => new JsonObject { ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull") } },
    };

    private static JsonObject Thresholds(Panel panel)
    {
        var steps = new JsonArray((JsonNode)new JsonObject { ["color"] = "green", ["value"] = null });
        foreach (var threshold in panel.Thresholds)
        {
            steps.Add((JsonNode)new JsonObject { ["color"] = threshold.Color, ["value"] = threshold.From });
        }

        return new JsonObject { ["mode"] = "absolute", ["steps"] = steps };
    }

    private static string TypeOf(PanelKind kind) => kind switch
    {
        PanelKind.TimeSeries => "timeseries",
        PanelKind.Stat => "stat",
        PanelKind.Gauge => "gauge",
        PanelKind.Table => "table",
        _ => "heatmap",
    };

    private static JsonObject Position(GridPlace place) => new() { ["x"] = place.X, ["y"] = place.Y, ["w"] = place.Width, ["h"] = place.Height };
}
