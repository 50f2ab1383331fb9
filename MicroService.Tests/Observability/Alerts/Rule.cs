namespace MicroService.Tests.Observability.Alerts;

/// <summary>A rule of <c>deploy/alerts/rules.yaml</c>.</summary>
/// <param name="Name">The alert's or the recorded series' name.</param>
/// <param name="IsAlert">Whether it alerts; otherwise it records.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="Severity">Of an alert: <c>critical</c> or <c>warning</c>; empty for recorded series.</param>
/// <param name="Annotations">Of an alert: summary, description and runbook; empty for recorded series.</param>
internal sealed record Rule(string Name, bool IsAlert, string Expression, string Severity, IReadOnlyDictionary<string, string> Annotations);
