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
                $"max by (namespace, job) ({settings.Select(MetricNames.Refused)}) > 0",
                settings.Scale.Wait("1m"),
                "{{ $labels.job }} refuses its mounted configuration",
                "What is mounted is not valid. The last good values stay in force, but the next start would fail with exit code 78."),
        ]);
}
