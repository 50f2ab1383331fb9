namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>One picture: its queries and how they are shown.</summary>
/// <param name="Width">Of the dashboard's 24 columns.</param>
internal sealed record Panel(PanelKind Kind, string Title, string Description, string Unit, int Width, params IReadOnlyList<Query> Queries)
{
    /// <summary>Colours by value, from the lowest on; below the first, green.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>In Grafana's grid units of about 30 pixels.</summary>
    public int Height => Kind is PanelKind.Stat or PanelKind.Gauge ? 4 : 8;

    /// <summary>True if the value now is asked for, not its course.</summary>
    public bool IsInstant => Kind is PanelKind.Table or PanelKind.Stat or PanelKind.Gauge;
}
