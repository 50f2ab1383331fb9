namespace MicroService.Tests.Observability.Alerts;

/// <summary>For each alert what makes it fire, and what comes close without doing so.</summary>
internal static class AlertScenarios
{
    private const string Labels = "job=\"microservice\",namespace=\"shop\",instance=\"pod-1\"";
    private const string OtherPod = "job=\"microservice\",namespace=\"shop\",instance=\"pod-2\"";
    private const string History = Labels + ",dependency=\"history\"";

    // A counter that stood at 7 before and after, and the minutes in which a growth from nothing would be seen.
    private const string Gap = "7x3 _x20 7x20";
    private static readonly int[] GapEnds = [3, 10, 23, 24, 25, 26, 27, 28, 29, 30, 40];

    public static IReadOnlyList<AlertScenario> All { get; } =
    [
        new AlertScenario("ServiceErrorBudgetBurnFast", "2 % fail for an hour, then none", Answers("200", "0+98x150"), Answers("503", "0+2x60 120+0x90")).QuietAt(2).FiresAt(5, 60).QuietAt(67),
        new AlertScenario("ServiceErrorBudgetBurnFast", "1 % fail", Answers("200", "0+99x150"), Answers("503", "0+1x150")).QuietAt(5, 60, 150),
        new AlertScenario("ServiceErrorBudgetBurnFast", "callers err", Answers("200", "0+50x150"), Answers("404", "0+50x150")).QuietAt(5, 60, 150),
        new AlertScenario("ServiceErrorBudgetBurnSlow", "0.7 % fail", Answers("200", "0+993x400"), Answers("500", "0+7x400")).QuietAt(12).FiresAt(20, 400),
        new AlertScenario("ServiceErrorBudgetBurnSlow", "0.5 % fail", Answers("200", "0+995x400"), Answers("500", "0+5x400")).QuietAt(20, 400),
        new AlertScenario("ServiceErrorBudgetBurnSlow", "a bad minute in hours", Answers("200", "0+1000x400"), Answers("500", "0x99 300+0x300")).QuietAt(99, 140, 400),
        new AlertScenario("ServiceLatencyObjectiveMissed", "2 % are slow, then none", Answers("200", "0+100x100"), Quick("0+98x40 4020+100x60")).QuietAt(4).FiresAt(10, 40).QuietAt(47),
        new AlertScenario("ServiceLatencyObjectiveMissed", "1 in 200 is slow", Answers("200", "0+200x60"), Quick("0+199x60")).QuietAt(10, 60),
        new AlertScenario("ServiceAbsent", "nothing is scraped", ("up{job=\"other\"}", "1x20")).QuietAt(4).FiresAt(6),
        new AlertScenario("ServiceAbsent", "all that is scraped is down", Series("up", "0x20")).QuietAt(6, 20),
        new AlertScenario("ServiceTargetDown", "an instance is gone", Series("up", "1x5 0x10")).QuietAt(7).FiresAt(9),
        new AlertScenario("ServiceTargetDown", "one scrape fails", Series("up", "1x5 0 1x10")).QuietAt(6, 7, 8, 9),
        new AlertScenario("ServiceNotReady", "an instance stays unready", Series("service_ready", "0x10"), Series("service_draining", "0x10")).QuietAt(2).FiresAt(4),
        new AlertScenario("ServiceNotReady", "an instance drains", Series("service_ready", "0x10"), Series("service_draining", "1x10")).QuietAt(4, 10),
        new AlertScenario("ServiceRestarting", "three restarts within an hour", Cpu("0+5x4 0+5x4 0+5x4 0+5x80")).QuietAt(14).FiresAt(16).QuietAt(80),
        new AlertScenario("ServiceRestarting", "two restarts", Cpu("0+5x4 0+5x4 0+5x60")).QuietAt(11, 20, 60),
        new AlertScenario("ServiceRequestsShed", "requests are shed for long", Series("request_gate_shed_total", "0+3x20")).QuietAt(5).FiresAt(7),
        new AlertScenario("ServiceRequestsShed", "one burst", Series("request_gate_shed_total", "0x3 50x20")).QuietAt(4, 8, 9, 10, 20),
        new AlertScenario("ServiceThreadPoolStarved", "the queue never empties", Series("dotnet_thread_pool_queue_length_total", "11x10")).QuietAt(0).FiresAt(2, 10),
        new AlertScenario("ServiceThreadPoolStarved", "the queue fills and empties", Series("dotnet_thread_pool_queue_length_total", "90 0 90 90 90 0 90 90 90 0")).QuietAt(2, 4, 6, 8),
        new AlertScenario("DependencyDown", "the history is down", Series("dependency_up", "1x2 0x10", History + ",required=\"true\"")).QuietAt(3).FiresAt(5),
        new AlertScenario("DependencyDown", "one instance of two cannot reach it", Up("pod-1", "0x10"), Up("pod-2", "1x10")).FiresAt(5),
        new AlertScenario("DependencyDown", "what the service does without is down", Series("dependency_up", "0x10", History + ",required=\"false\"")).QuietAt(5, 10),
        new AlertScenario("DependencyDegraded", "what the service does without is down", Series("dependency_up", "0x10", History + ",required=\"false\"")).QuietAt(4).FiresAt(6),
        new AlertScenario("DependencyDegraded", "it comes back", Series("dependency_up", "0x3 1x10", History + ",required=\"false\"")).QuietAt(4, 6, 10),
        new AlertScenario("DependencyBreakerOpen", "it opens again and again", Series("dependency_breaker_state", "0x3 2 1 2 1 2 1 2 1 2 1 2", History)).QuietAt(6).FiresAt(8, 12),
        new AlertScenario("DependencyBreakerOpen", "it opens once", Series("dependency_breaker_state", "0x3 2 1 0x20", History)).QuietAt(4, 7, 8, 9),
        new AlertScenario("DependencyBreakerOpen", "it opens once, and no call follows", Series("dependency_breaker_state", "0x3 2 1x60", History)).QuietAt(4, 7, 8, 9, 60),
        new AlertScenario("DependencyBreakerOpen", "calls fail for minutes, then there are none", Series("dependency_breaker_state", "0x3 2x6 1x60", History)).FiresAt(8).QuietAt(14, 60),
        new AlertScenario("DependencyBulkheadFull", "calls are rejected for minutes", Rejections("bulkhead", "0+1x20 20x20")).QuietAt(3).FiresAt(5, 20).QuietAt(25),
        new AlertScenario("DependencyBulkheadFull", "the first ever, for minutes", Rejections("bulkhead", "0x9 5+5x10")).QuietAt(12).FiresAt(14, 19),
        new AlertScenario("DependencyBulkheadFull", "one burst", Rejections("bulkhead", "0x3 50x20")).QuietAt(4, 5, 6, 7, 8, 20),
        new AlertScenario("DependencyBulkheadFull", "the breaker rejects", Rejections("breaker", "0+9x20")).QuietAt(5, 20),
        new AlertScenario("DependencyBulkheadFull", "nothing is scraped for long", Rejections("bulkhead", Gap)).QuietAt(GapEnds),
        new AlertScenario("HistoryStaleReads", "the first stale answer ever", Cache("stale", "0x3 1x20")).QuietAt(2, 4).FiresAt(5).QuietAt(15),
        new AlertScenario("HistoryStaleReads", "misses", Cache("miss", "0+9x20")).QuietAt(5, 20),
        new AlertScenario("HistoryStaleReads", "nothing is scraped for long", Cache("stale", Gap)).QuietAt(GapEnds),
        new AlertScenario("ChaosInjecting", "the first fault injected ever", Chaos("0x3 1x20")).QuietAt(3).FiresAt(4).QuietAt(15),
        new AlertScenario("ChaosInjecting", "chaos was on once", Chaos("7x20")).QuietAt(6, 20),
        new AlertScenario("ChaosInjecting", "nothing is scraped for long", Chaos(Gap)).QuietAt(GapEnds),
        new AlertScenario("ClusterScanOverdue", "no scan for two intervals, then one", Age("0+60x30 0+60x8"), Interval("300x40")).QuietAt(10, 14).FiresAt(18, 30).QuietAt(31, 38),
        new AlertScenario("ClusterScanOverdue", "one scan of two fails", Age("0+60x9 0+60x9 0+60x9"), Interval("300x30")).QuietAt(9, 19, 29),
        new AlertScenario("ClusterScanOverdue", "another replica knows a newer scan", Age("0+60x40"), Series("microservice_scan_age_seconds", "60x40", OtherPod), Interval("300x40")).QuietAt(20, 40),
        new AlertScenario("ConfigurationRefused", "what is mounted stays bad, then is corrected", Refused("0x3 1x60 0x5")).QuietAt(4).FiresAt(5, 30, 64).QuietAt(65),
        new AlertScenario("ConfigurationRefused", "it is bad for a moment", Refused("0x3 1 0x20")).QuietAt(4, 5, 6, 20),
        new AlertScenario("ConfigurationRefused", "nothing is scraped for long after refusals", Refused("0x3 _x20 0x20"), Reloads("refused", Gap)).QuietAt(GapEnds),
        new AlertScenario("ConfigurationRefused", "changes are applied", Refused("0x30"), Reloads("applied", "0+1x30")).QuietAt(5, 30),
    ];

    private static (string, string) Series(string metric, string values, string labels = Labels) => ($"{metric}{{{labels}}}", values);

    private static (string, string) Up(string instance, string values) =>
        Series("dependency_up", values, $"job=\"microservice\",namespace=\"shop\",instance=\"{instance}\",dependency=\"history\",required=\"true\"");

    private static (string, string) Answers(string status, string values) =>
        Series("http_server_request_duration_seconds_count", values, $"{Labels},http_response_status_code=\"{status}\"");

    private static (string, string) Quick(string values) =>
        Series("http_server_request_duration_seconds_bucket", values, $"{Labels},http_response_status_code=\"200\",le=\"0.5\"");

    private static (string, string) Cpu(string values) => Series("dotnet_process_cpu_time_seconds_total", values, $"{Labels},cpu_mode=\"user\"");

    private static (string, string) Rejections(string reason, string values) => Series("dependency_rejections_total", values, $"{History},reason=\"{reason}\"");

    private static (string, string) Chaos(string values) => Series("dependency_chaos_injections_total", values, History + ",kind=\"fault\"");

    private static (string, string) Age(string values) => Series("microservice_scan_age_seconds", values);

    private static (string, string) Interval(string values) => Series("microservice_scan_interval_seconds", values);

    private static (string, string) Cache(string result, string values) => Series("microservice_cache_requests_total", values, $"{Labels},cache=\"reads\",result=\"{result}\"");

    private static (string, string) Refused(string values) => Series("configuration_refused", values);

    private static (string, string) Reloads(string result, string values) => Series("configuration_reloads_total", values, $"{Labels},result=\"{result}\"");
}
