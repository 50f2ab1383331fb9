namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Rules that are evaluated together, the recorded series first.</summary>
internal sealed record RuleGroup(string Name, IReadOnlyList<RecordingRule> Recordings, IReadOnlyList<AlertRule> Alerts);
