namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Whether changes of the configuration arrive.</summary>
internal static class ConfigurationRules
{
    public static RuleGroup Create(RuleSettings settings) => new(
        "microservice-configuration",
        [],
        [
            new AlertRule(
                "ConfigurationRefused",
                AlertSeverity.Warning,
                settings.GrowthFromNothing(MetricNames.Reloads, "namespace, job", "15m", "result=\"refused\""),
                settings.Scale.Wait("0m"),
                "{{ $labels.job }} refused a change of its configuration",
                "The change is not valid. The last good values stay in force, but the next start would fail with exit code 78."),
        ]);
}
