namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>From <paramref name="From"/> on, values have the colour.</summary>
internal sealed record Threshold(decimal From, string Color);
