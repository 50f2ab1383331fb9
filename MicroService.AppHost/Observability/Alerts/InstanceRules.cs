namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Whether instances are there, ready, and up to their load.</summary>
internal static class InstanceRules
{
    private const string PerInstance = "namespace, job, instance";
    private const int WaitingWork = 10;
    private const int Restarts = 2;

    public static RuleGroup Create(RuleSettings settings)
    {
        var scale = settings.Scale;
        return new RuleGroup(
            "microservice-instances",
            [],
            [
                new AlertRule(
                    "ServiceAbsent",
                    AlertSeverity.Critical,
                    $"absent({settings.Select(MetricNames.Up)})",
                    scale.Wait("5m"),
                    "{{ $labels.job }} is not scraped at all",
                    "Prometheus knows no instance of the service: nothing runs, or nothing is told to scrape it. All other alerts are blind."),
                new AlertRule(
                    "ServiceTargetDown",
                    AlertSeverity.Critical,
                    $"{settings.Select(MetricNames.Up)} == 0",
                    scale.Wait("2m"),
                    "{{ $labels.instance }} of {{ $labels.job }} cannot be scraped",
                    "Its management port did not answer for two minutes: the process is gone, hangs, or is cut off."),
                new AlertRule(
                    "ServiceNotReady",
                    AlertSeverity.Critical,
                    $"{settings.Select(MetricNames.Ready)} == 0\nunless on ({PerInstance})\n{settings.Select(MetricNames.Draining)} == 1",
                    scale.Wait("3m"),
                    "{{ $labels.instance }} of {{ $labels.job }} is not ready",
                    "It runs but takes no requests, and is not on its way out."),
                new AlertRule(
                    "ServiceRestarting",
                    AlertSeverity.Warning,
                    $"sum by ({PerInstance}) (resets({settings.Select(MetricNames.CpuTime, "cpu_mode=\"user\"")}[{scale.Window("1h")}])) > {Restarts}",
                    scale.Wait("0m"),
                    "{{ $labels.instance }} of {{ $labels.job }} restarted {{ $value }} times within an hour",
                    "The process ends again and again: it crashes, is killed for memory, or fails its liveness probe."),
                new AlertRule(
                    "ServiceRequestsShed",
                    AlertSeverity.Warning,
                    settings.Growth(MetricNames.GateShed, "namespace, job", "5m"),
                    scale.Wait("5m"),
                    "{{ $labels.job }} has turned requests away for minutes",
                    "More requests arrive than the gate lets in and its queue holds: callers get 503 with Retry-After."),
                new AlertRule(
                    "ServiceThreadPoolStarved",
                    AlertSeverity.Warning,
                    $"max by ({PerInstance}) (min_over_time({settings.Select(MetricNames.ThreadPoolQueue)}[{scale.Window("5m")}])) > {WaitingWork}",
                    scale.Wait("1m"),
                    "{{ $labels.instance }} of {{ $labels.job }} has work that waits for threads",
                    "The thread pool's queue has not emptied for minutes: too little CPU, or something blocks threads."),
            ]);
    }
}
