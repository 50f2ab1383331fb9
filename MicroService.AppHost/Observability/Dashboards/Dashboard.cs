namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>A page of panels.</summary>
/// <param name="Name">The file's name without extension, and the end of its identifier; stable, because links and bookmarks hold it.</param>
internal sealed record Dashboard(string Name, string Title, string Description, params IReadOnlyList<Row> Rows)
{
    /// <summary>What Grafana knows the dashboard by.</summary>
    public string Uid => $"microservice-{Name}";
}
