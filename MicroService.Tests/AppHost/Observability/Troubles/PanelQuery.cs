using MicroService.AppHost.Observability;
using MicroService.AppHost.Observability.Dashboards;

namespace MicroService.Tests.AppHost.Observability.Troubles;

/// <summary>One query of one panel.</summary>
internal sealed record PanelQuery(string Dashboard, string Panel, int Index, string Expression)
{
    public static IReadOnlyList<PanelQuery> All { get; } =
    [
        .. from dashboard in DashboardCatalog.All(ServiceLevel.Default)
           from row in dashboard.Rows
           from panel in row.Panels
           from query in panel.Queries.Index()
           select new PanelQuery(dashboard.Name, panel.Title, query.Index, query.Item.Expression),
    ];

    /// <summary>As Grafana asks it with all variables at "All" and a quarter of an hour shown.</summary>
    public string Substituted => Expression
        .Replace("$namespace", ".*", StringComparison.Ordinal)
        .Replace("$job", ".*", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$__rate_interval", "15m", StringComparison.Ordinal)
        .Replace("$__range", "15m", StringComparison.Ordinal);
}
