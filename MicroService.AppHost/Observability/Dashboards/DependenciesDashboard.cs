using static MicroService.AppHost.Observability.Dashboards.PanelQueries;

namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>How the service fares with what it depends on, and how it protects itself.</summary>
internal static class DependenciesDashboard
{
    public static Dashboard Create() => new(
        "dependencies",
        "MicroService / Dependencies",
        "Calls to databases, caches and other services: outcomes, latency, breakers, retries, bulkheads, pools, chaos.",
        Health(),
        Calls(),
        Protection(),
        Database(),
        Cache());

    private static Row Health() => new(
        "Health",
        new Panel(
            PanelKind.Table,
            "Up",
            "1 while the last check was healthy on every instance. A required dependency that is down makes instances unready.",
            Units.Number,
            12,
            new Query($"min by (dependency, required) ({Select(MetricNames.DependencyUp)})", "{{dependency}}"))
        {
            Thresholds = [new(0, "red"), new(1, "green")],
        },
        new Panel(PanelKind.TimeSeries, "Check duration", "Of the last health check.", Units.Seconds, 12, new Query(Max(Select(MetricNames.CheckDuration), "dependency"), "{{dependency}}")));

    private static Row Calls() => new(
        "Calls",
        new Panel(PanelKind.TimeSeries, "Calls", "Per second, retries not counted.", Units.PerSecond, 6, new Query(CountRate(MetricNames.Calls, "dependency"), "{{dependency}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Calls without success",
            "Per second: failed, timed out, rejected by the bulkhead, or not tried because the breaker was open. Empty while there are none.",
            Units.PerSecond,
            6,
            new Query(CountRate(MetricNames.Calls, "dependency, outcome", "outcome!=\"success\""), "{{dependency}} {{outcome}}")),
        new Panel(PanelKind.TimeSeries, "Latency", "Of whole calls, retries and waits included.", Units.Seconds, 6, Percentiles(MetricNames.Calls, "dependency")),
        new Panel(
            PanelKind.TimeSeries,
            "Outgoing HTTP p95",
            "Of single attempts, by host.",
            Units.Seconds,
            6,
            new Query(Percentile("0.95", MetricNames.ClientRequests, "server_address"), "{{server_address}}")));

    private static Row Protection() => new(
        "Protection",
        new Panel(
            PanelKind.TimeSeries,
            "Breaker",
            "0 closed, 1 half-open, which one without calls stays, 2 open: the worst instance.",
            Units.Number,
            8,
            new Query(Max(Select(MetricNames.BreakerState), "dependency"), "{{dependency}}"))
        {
            Thresholds = [new(1, "orange"), new(2, "red")],
        },
        new Panel(PanelKind.TimeSeries, "Retries", "Attempts after the first, per second.", Units.PerSecond, 8, new Query(Sum(Rate(MetricNames.Retries), "dependency"), "{{dependency}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Rejections",
            "Calls not made, per second: the bulkhead had no place, or none in time, or the breaker was open.",
            Units.PerSecond,
            8,
            new Query(Sum(Rate(MetricNames.Rejections), "dependency, reason"), "{{dependency}} {{reason}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Bulkhead",
            "The worst instance: calls in flight, those that wait, and how many may be in flight.",
            Units.Number,
            12,
            new Query(Max(Select(MetricNames.BulkheadActive), "dependency"), "active {{dependency}}"),
            new Query(Max(Select(MetricNames.BulkheadQueued), "dependency"), "queued {{dependency}}"),
            new Query(Max(Select(MetricNames.BulkheadLimit), "dependency"), "limit {{dependency}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Chaos",
            "Faults, delays and outcomes injected per second. Zero unless somebody switched chaos on.",
            Units.PerSecond,
            12,
            new Query(Sum(Rate(MetricNames.ChaosInjections), "dependency, kind"), "{{dependency}} {{kind}}")));

    private static Row Database() => new(
        "Database",
        new Panel(
            PanelKind.TimeSeries,
            "Connection pool",
            "Connections by state, and how many there may be. PostgreSQL only.",
            Units.Number,
            6,
            new Query(Sum(Select(MetricNames.DatabaseConnections), "db_client_connection_state"), "{{db_client_connection_state}}"),
            new Query(Sum(Select(MetricNames.DatabaseConnectionLimit)), "limit")),
        new Panel(PanelKind.TimeSeries, "Commands under way", "Sent, and not answered yet.", Units.Number, 6, new Query(Sum(Select(MetricNames.DatabaseExecuting)), "executing")),
        new Panel(PanelKind.TimeSeries, "Commands p95", "Of single commands, as the driver sees them.", Units.Seconds, 6, new Query(Percentile("0.95", MetricNames.DatabaseOperations), "p95")),
        new Panel(PanelKind.TimeSeries, "Secret rotations", "Secrets that changed and were taken over while running. Empty until the first.", Units.Number, 6, new Query(Sum(Select(MetricNames.SecretRotations), "secret"), "{{secret}}")));

    private static Row Cache() => new(
        "Cache",
        new Panel(
            PanelKind.TimeSeries,
            "Answers",
            "Per second: found, not found, or found but out of date because its source is down.",
            Units.PerSecond,
            12,
            new Query(Sum(Rate(MetricNames.CacheRequests), "cache, result"), "{{cache}} {{result}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Hit share",
            "Of all questions asked of a cache.",
            Units.Share,
            12,
            new Query($"{Sum(Rate(MetricNames.CacheRequests, "result=\"hit\""), "cache")} / {Sum(Rate(MetricNames.CacheRequests), "cache")}", "{{cache}}")));
}
