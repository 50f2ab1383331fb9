namespace MicroService.AppHost.Observability.Alerts;

/// <summary>A series computed beforehand, because several alerts and panels need it.</summary>
internal sealed record RecordingRule(string Name, string Expression);
