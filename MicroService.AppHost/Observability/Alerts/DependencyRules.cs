namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Whether dependencies serve, and what protects the service from them.</summary>
internal static class DependencyRules
{
    private const string PerDependency = "namespace, job, dependency";

    public static RuleGroup Create(RuleSettings settings)
    {
        var scale = settings.Scale;
        return new RuleGroup(
            "microservice-dependencies",
            [],
            [
                new AlertRule(
                    "DependencyDown",
                    AlertSeverity.Critical,
                    Down(settings, isRequired: true),
                    scale.Wait("1m"),
                    "{{ $labels.dependency }}, which {{ $labels.job }} needs, is down",
                    "Instances that cannot reach a required dependency are not ready."),
                new AlertRule(
                    "DependencyDegraded",
                    AlertSeverity.Warning,
                    Down(settings, isRequired: false),
                    scale.Wait("5m"),
                    "{{ $labels.dependency }} of {{ $labels.job }} is down",
                    "The service does without it, at a price: more work for each request, or answers out of date."),
                new AlertRule(
                    "DependencyBreakerOpen",
                    AlertSeverity.Warning,
                    // A breaker is open for seconds at a time, between two scrapes perhaps.
                    $"max by ({PerDependency}) (max_over_time({settings.Select(MetricNames.BreakerState)}[{scale.Window("2m")}])) == 2",
                    scale.Wait("3m"),
                    "{{ $labels.job }} keeps giving up on {{ $labels.dependency }}",
                    "The circuit breaker has opened again and again for minutes: most calls fail."),
                new AlertRule(
                    "DependencyBulkheadFull",
                    AlertSeverity.Warning,
                    settings.Growth(MetricNames.Rejections, PerDependency, "3m", "reason=\"bulkhead\""),
                    scale.Wait("3m"),
                    "{{ $labels.job }} has more calls for {{ $labels.dependency }} than it allows",
                    "For minutes, calls were rejected, or waited in vain, because as many as allowed are in flight: the dependency is slow, or the load has outgrown the limit."),
                new AlertRule(
                    "HistoryStaleReads",
                    AlertSeverity.Warning,
                    settings.Growth(MetricNames.CacheRequests, "namespace, job", "5m", "cache=\"reads\",result=\"stale\""),
                    scale.Wait("1m"),
                    "{{ $labels.job }} answers from memory, out of date",
                    "The history cannot be read, so that reads get the last good value, marked stale."),
                new AlertRule(
                    "ChaosInjecting",
                    AlertSeverity.Warning,
                    settings.Growth(MetricNames.ChaosInjections, PerDependency, "5m"),
                    scale.Wait("0m"),
                    "Chaos is switched on for {{ $labels.dependency }} of {{ $labels.job }}",
                    "Faults are injected on purpose. Other alerts may be its doing."),
            ]);
    }

    private static string Down(RuleSettings settings, bool isRequired) =>
        $"max by ({PerDependency}) ({settings.Select(MetricNames.DependencyUp, $"required=\"{(isRequired ? "true" : "false")}\"")} == bool 0) > 0";
}
