namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Where a panel is and how large, in Grafana's grid units.</summary>
internal sealed record GridPlace(int X, int Y, int Width, int Height);
