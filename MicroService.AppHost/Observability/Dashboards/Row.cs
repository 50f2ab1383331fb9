namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Panels below one heading.</summary>
internal sealed record Row(string Title, params IReadOnlyList<Panel> Panels);
