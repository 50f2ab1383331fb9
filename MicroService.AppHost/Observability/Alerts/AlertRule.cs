namespace MicroService.AppHost.Observability.Alerts;

/// <summary>A condition that somebody is told about.</summary>
/// <param name="Name">Stable: routes and silences hold it, and the runbook's heading is it.</param>
/// <param name="Expression">PromQL; it holds while it comes to anything.</param>
/// <param name="Wait">How long it has to hold, as Prometheus writes durations.</param>
/// <param name="Summary">One line, with Prometheus' templates.</param>
/// <param name="Description">What it means, with Prometheus' templates.</param>
internal sealed record AlertRule(string Name, AlertSeverity Severity, string Expression, string Wait, string Summary, string Description)
{
    /// <summary>The runbook entry's anchor: how a heading of this name becomes one.</summary>
    public string Anchor => Name.ToLowerInvariant();
}
