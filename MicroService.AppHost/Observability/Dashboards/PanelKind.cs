namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>How a panel shows its data; the names are Grafana's, in lower case.</summary>
internal enum PanelKind
{
    TimeSeries,
    Stat,
    Gauge,
    Table,
    Heatmap,
}
