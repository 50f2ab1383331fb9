using System.Globalization;
using static MicroService.AppHost.Observability.Dashboards.PanelQueries;

namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Whether callers are served, and what that costs.</summary>
internal static class ServiceDashboard
{
    private const string Failed = "http_response_status_code=~\"5..\"";

    public static Dashboard Create(ServiceLevel level) => new(
        "service",
        "MicroService / Service",
        "Rate, errors, latency, saturation and resources of a service with the service defaults.",
        Overview(level),
        Requests(level),
        Saturation(),
        Resources(),
        Changes());

    private static Row Overview(ServiceLevel level) => new(
        "Overview",
        new Panel(PanelKind.Stat, "Requests", "Answered per second, on the Api's port.", Units.RequestsPerSecond, 4, new Query(CountRate(MetricNames.Requests), "requests")),
        new Panel(PanelKind.Stat, "Errors", "The share of requests answered with 5xx.", Units.Share, 4, new Query(ErrorShare(), "errors"))
        {
            Thresholds = [new(level.ErrorBudget, "orange"), new(10 * level.ErrorBudget, "red")],
        },
        new Panel(PanelKind.Stat, "Latency p99", "99 of 100 requests were answered within this time.", Units.Seconds, 4, new Query(Percentile("0.99", MetricNames.Requests), "p99"))
        {
            Thresholds = [new(level.LatencySeconds, "orange"), new(4 * level.LatencySeconds, "red")],
        },
        new Panel(
            PanelKind.Stat,
            "Error budget burn",
            "How many times faster than sustainable the last hour used up the error budget. Needs the recording rules.",
            Units.Number,
            4,
            new Query(Invariant($"max(job:http_requests_errors:ratio_rate1h{{namespace=~\"$namespace\",job=~\"$job\"}}) / {level.ErrorBudget}"), "burn"))
        {
            Thresholds = [new(1, "orange"), new(6, "red")],
        },
        new Panel(PanelKind.Stat, "Ready", "Instances that take requests.", Units.Number, 4, new Query(Sum(Select(MetricNames.Ready)), "ready")),
        new Panel(PanelKind.Stat, "Draining", "Instances on their way out.", Units.Number, 4, new Query(Sum(Select(MetricNames.Draining)), "draining")));

    private static Row Requests(ServiceLevel level) => new(
        "Rate, errors, duration",
        new Panel(
            PanelKind.TimeSeries,
            "Requests by route",
            "Answered per second.",
            Units.RequestsPerSecond,
            8,
            new Query(CountRate(MetricNames.Requests, "http_request_method, http_route"), "{{http_request_method}} {{http_route}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Answers by status",
            "Answered per second.",
            Units.RequestsPerSecond,
            8,
            new Query(CountRate(MetricNames.Requests, "http_response_status_code"), "{{http_response_status_code}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Errors by route",
            "Answered with 5xx per second. Empty while there are none.",
            Units.RequestsPerSecond,
            8,
            new Query(CountRate(MetricNames.Requests, "http_route, http_response_status_code", Failed), "{{http_response_status_code}} {{http_route}}")),
        new Panel(PanelKind.TimeSeries, "Latency", "Percentiles over all routes.", Units.Seconds, 8, Percentiles(MetricNames.Requests))
        {
            Thresholds = [new(level.LatencySeconds, "orange")],
        },
        new Panel(PanelKind.TimeSeries, "Latency p95 by route", "95 of 100 requests were answered within this time.", Units.Seconds, 8, new Query(Percentile("0.95", MetricNames.Requests, "http_route"), "{{http_route}}")),
        new Panel(PanelKind.Heatmap, "Latency distribution", "Requests by how long they took.", Units.Seconds, 8, new Query(Buckets(MetricNames.Requests), "{{le}}")));

    private static Row Saturation() => new(
        "Saturation",
        new Panel(
            PanelKind.TimeSeries,
            "Requests in flight",
            "Active ones of all ports, those that hold a place in the gate, and its limit. At the limit requests queue.",
            Units.Number,
            6,
            new Query(Sum(Select(MetricNames.ActiveRequests), "instance"), "active {{instance}}"),
            new Query(Sum(Select(MetricNames.GateActive), "instance"), "in the gate {{instance}}"),
            new Query(Sum(Select(MetricNames.GateLimit), "instance"), "limit {{instance}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Queued and shed",
            "Requests that wait for a place, and those per second that were answered 503 because the queue was full.",
            Units.Number,
            6,
            new Query(Sum(Select(MetricNames.GateQueued), "instance"), "queued {{instance}}"),
            new Query(Sum(Rate(MetricNames.GateShed), "instance"), "shed {{instance}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Connections",
            "Open ones by port, and those that wait to be accepted.",
            Units.Number,
            6,
            new Query(Sum(Select(MetricNames.Connections), "server_port"), "open :{{server_port}}"),
            new Query(Sum(Select(MetricNames.QueuedConnections), "server_port"), "waiting :{{server_port}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Thread pool",
            "Threads, and work that waits for one. A queue that never empties is starvation: something blocks threads, or the CPU limit is too low.",
            Units.Number,
            6,
            new Query(Max(Select(MetricNames.ThreadPoolThreads), "instance"), "threads {{instance}}"),
            new Query(Max(Select(MetricNames.ThreadPoolQueue), "instance"), "queue {{instance}}")));

    private static Row Resources() => new(
        "Resources",
        new Panel(
            PanelKind.TimeSeries,
            "CPU",
            "Cores used, and cores there are.",
            Units.Number,
            8,
            new Query(Sum(Rate(MetricNames.CpuTime), "instance"), "used {{instance}}"),
            new Query(Max(Select(MetricNames.CpuCount), "instance"), "available {{instance}}")),
        new Panel(
            PanelKind.TimeSeries,
            "Memory",
            "Resident, and what the collector holds of it.",
            Units.Bytes,
            8,
            new Query(Sum(Select(MetricNames.WorkingSet), "instance"), "resident {{instance}}"),
            new Query(Sum(Select(MetricNames.HeapCommitted), "instance"), "committed heap {{instance}}")),
        new Panel(PanelKind.TimeSeries, "Heap by generation", "After the last collection.", Units.Bytes, 8, new Query(Sum(Select(MetricNames.HeapSize), "gc_heap_generation"), "{{gc_heap_generation}}")),
        new Panel(PanelKind.TimeSeries, "Paused by the collector", "The share of time in which no request made progress.", Units.Share, 8, new Query(Max(Rate(MetricNames.Pauses), "instance"), "{{instance}}"))
        {
            Thresholds = [new(0.05m, "orange"), new(0.2m, "red")],
        },
        new Panel(PanelKind.TimeSeries, "Collections", "Per second, by generation.", Units.PerSecond, 8, new Query(Sum(Rate(MetricNames.Collections), "gc_heap_generation"), "{{gc_heap_generation}}")),
        new Panel(PanelKind.TimeSeries, "Allocated", "Bytes per second on the managed heap.", Units.BytesPerSecond, 8, new Query(Sum(Rate(MetricNames.Allocated), "instance"), "{{instance}}")));

    private static Row Changes() => new(
        "Changes",
        new Panel(
            PanelKind.TimeSeries,
            "Configuration",
            "Changes that were taken over or refused while running, and instances that refuse what is mounted now. The last good values stay in force there.",
            Units.Number,
            12,
            new Query(Sum($"increase({Select(MetricNames.Reloads)}[$__rate_interval])", "result"), "{{result}}"),
            new Query(Sum(Select(MetricNames.Refused)), "refusing now")),
        new Panel(
            PanelKind.TimeSeries,
            "Restarts",
            "Of the process within an hour, without the pod being replaced.",
            Units.Number,
            12,
            new Query(Sum($"resets({Select(MetricNames.CpuTime, "cpu_mode=\"user\"")}[1h])", "instance"), "{{instance}}")));

    private static string ErrorShare() =>
        $"({CountRate(MetricNames.Requests, matchers: Failed)} or vector(0)) / {CountRate(MetricNames.Requests)}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
