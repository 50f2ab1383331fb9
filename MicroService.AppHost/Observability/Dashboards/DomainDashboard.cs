using static MicroService.AppHost.Observability.Dashboards.PanelQueries;

namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>What the service is used for: audits and what they find.</summary>
internal static class DomainDashboard
{
    public static Dashboard Create() => new(
        "domain",
        "MicroService / Audits",
        "Audits, findings, scores, and how long the work takes.",
        Audits(),
        Findings(),
        Work());

    private static Row Audits() => new(
        "Audits",
        new Panel(PanelKind.Stat, "Audits", "Answered in the time shown.", Units.Number, 6, new Query(Sum(Increase(MetricNames.Audits)), "audits")),
        new Panel(
            PanelKind.Stat,
            "From the cache",
            "The share of audits answered without doing the work again.",
            Units.Share,
            6,
            new Query($"{Sum(Increase(MetricNames.Audits, "origin=\"cached\""))} / {Sum(Increase(MetricNames.Audits))}", "cached")),
        new Panel(PanelKind.Gauge, "Mean score", "Of the audits made in the time shown, 0 to 100.", Units.Number, 6, new Query($"{Sum(Increase(MetricNames.Score + "_sum"))} / {Sum(Increase(MetricNames.Score + "_count"))}", "score"))
        {
            Thresholds = [new(0, "red"), new(60, "orange"), new(90, "green")],
        },
        new Panel(
            PanelKind.Stat,
            "Findings an audit",
            "On average, in the time shown.",
            Units.Number,
            6,
            new Query($"{Sum(Increase(MetricNames.Findings))} / {Sum(Increase(MetricNames.Score + "_count"))}", "findings")),
        new Panel(PanelKind.TimeSeries, "Audits by origin", "Per second: made anew, or taken from the cache.", Units.PerSecond, 12, new Query(Sum(Rate(MetricNames.Audits), "origin"), "{{origin}}")),
        new Panel(PanelKind.Heatmap, "Scores", "Audits by their overall score.", Units.Number, 12, new Query(Buckets(MetricNames.Score), "{{le}}")));

    private static Row Findings() => new(
        "Findings",
        new Panel(PanelKind.TimeSeries, "Findings by severity", "Per second.", Units.PerSecond, 12, new Query(Sum(Rate(MetricNames.Findings), "severity"), "{{severity}}")),
        new Panel(
            PanelKind.Table,
            "Most frequent findings",
            "The ten rules that found most in the time shown.",
            Units.Number,
            12,
            new Query($"topk(10, {Sum(Increase(MetricNames.Findings), "rule, severity")})", "{{rule}}")));

    private static Row Work() => new(
        "Work",
        new Panel(PanelKind.TimeSeries, "Duration by phase", "Percentiles of reading, auditing and fixing one document.", Units.Seconds, 8, Percentiles(MetricNames.AuditDuration, "phase")),
        new Panel(PanelKind.TimeSeries, "Time by phase", "Seconds of work per second: where the CPU goes.", Units.Number, 8, new Query(Sum(Rate(MetricNames.AuditDuration + "_sum"), "phase"), "{{phase}}")),
        new Panel(PanelKind.TimeSeries, "Reports from the cache", "Per second: found or not.", Units.PerSecond, 8, new Query(Sum(Rate(MetricNames.CacheRequests, "cache=\"audits\""), "result"), "{{result}}")));

    private static string Increase(string metric, string matchers = "") => $"increase({Select(metric, matchers)}[$__range])";
}
