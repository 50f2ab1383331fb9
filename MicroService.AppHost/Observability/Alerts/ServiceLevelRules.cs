using System.Globalization;

namespace MicroService.AppHost.Observability.Alerts;

/// <summary>
/// The service level: how fast its error budget burns, over a long window that says that it matters and a short one that says that it still goes on
/// (<see href="https://sre.google/workbook/alerting-on-slos/"/>).
/// </summary>
internal static class ServiceLevelRules
{
    private const decimal FastBurn = 14.4m;
    private const decimal SlowBurn = 6m;

    private static readonly string[] ErrorWindows = ["5m", "30m", "1h", "6h"];
    private static readonly string[] LatencyWindows = ["5m", "30m"];

    public static RuleGroup Create(RuleSettings settings)
    {
        var (level, scale) = (settings.Level, settings.Scale);
        return new RuleGroup(
            "microservice-service-level",
            [
                .. ErrorWindows.Select(window => new RecordingRule(ErrorsIn(window), Errors(settings, scale.Window(window)))),
                .. LatencyWindows.Select(window => new RecordingRule(SlowIn(window), Slow(settings, scale.Window(window)))),
            ],
            [
                new AlertRule(
                    "ServiceErrorBudgetBurnFast",
                    AlertSeverity.Critical,
                    BothOver(settings, ErrorsIn("1h"), ErrorsIn("5m"), FastBurn * level.ErrorBudget),
                    scale.Wait("2m"),
                    "{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests",
                    $"At this rate the error budget of 30 days ({Percent(level.ErrorBudget)} of requests) is used up within two days."),
                new AlertRule(
                    "ServiceErrorBudgetBurnSlow",
                    AlertSeverity.Warning,
                    BothOver(settings, ErrorsIn("6h"), ErrorsIn("30m"), SlowBurn * level.ErrorBudget),
                    scale.Wait("15m"),
                    "{{ $labels.job }} has failed {{ $value | humanizePercentage }} of its requests for hours",
                    $"At this rate the error budget of 30 days ({Percent(level.ErrorBudget)} of requests) is used up within five days."),
                new AlertRule(
                    "ServiceLatencyObjectiveMissed",
                    AlertSeverity.Warning,
                    BothOver(settings, SlowIn("30m"), SlowIn("5m"), level.SlowBudget),
                    scale.Wait("5m"),
                    "{{ $labels.job }} answers {{ $value | humanizePercentage }} of its requests too slowly",
                    $"{Percent(level.Latency)} of requests are to be answered within {level.LatencySeconds.ToString(CultureInfo.InvariantCulture)} seconds."),
            ]);
    }

    private static string ErrorsIn(string window) => $"job:http_requests_errors:ratio_rate{window}";

    private static string SlowIn(string window) => $"job:http_requests_slow:ratio_rate{window}";

    // Without any error there is no series of errors: the share is 0 then, not unknown.
    private static string Errors(RuleSettings settings, string window)
    {
        var all = $"sum by (namespace, job) (rate({settings.Select(MetricNames.Requests + "_count")}[{window}]))";
        var failed = $"sum by (namespace, job) (rate({settings.Select(MetricNames.Requests + "_count", "http_response_status_code=~\"5..\"")}[{window}]))";
        return $"({failed} or 0 * {all})\n/\n{all}";
    }

    private static string Slow(RuleSettings settings, string window)
    {
        var all = $"sum by (namespace, job) (rate({settings.Select(MetricNames.Requests + "_count")}[{window}]))";
        var bound = settings.Level.LatencySeconds.ToString(CultureInfo.InvariantCulture);
        return $"1 - sum by (namespace, job) (rate({settings.Select(MetricNames.Requests + "_bucket", $"le=\"{bound}\"")}[{window}]))\n/\n{all}";
    }

    private static string BothOver(RuleSettings settings, string longWindow, string shortWindow, decimal share)
    {
        var limit = share.ToString("0.######", CultureInfo.InvariantCulture);
        return $"{settings.Select(longWindow)} > {limit}\nand\n{settings.Select(shortWindow)} > {limit}";
    }

    private static string Percent(decimal share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
