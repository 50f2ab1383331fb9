using System.Text.Json.Nodes;

namespace MicroService.Tests.Observability.Dashboards;

/// <summary>One query of one panel.</summary>
internal sealed record PanelQuery(string Dashboard, string Panel, string RefId, string Expression, string Legend)
{
    public static IReadOnlyList<PanelQuery> All { get; } =
    [
        .. from dashboard in DashboardFile.All
           from panel in dashboard.Panels
           from query in Of(dashboard.Name, panel)
           select query,
    ];

    /// <summary>As Grafana asks it with all variables at "All" and a quarter of an hour shown.</summary>
    public string Substituted => Expression
        .Replace("$namespace", ".*", StringComparison.Ordinal)
        .Replace("$job", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$__rate_interval", "15m", StringComparison.Ordinal)
        .Replace("$__range", "15m", StringComparison.Ordinal);

    public static IEnumerable<PanelQuery> Of(string dashboard, JsonNode panel) =>
        from target in panel["targets"]?.AsArray() ?? []
        select new PanelQuery(dashboard, (string)panel["title"]!, (string)target!["refId"]!, (string)target["expr"]!, (string?)target["legendFormat"] ?? "");
}
