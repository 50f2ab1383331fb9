using System.Globalization;
using System.Text;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Samples.Histories;
using MicroService.Tests.Monitoring;

namespace MicroService.Tests.Cluster.RightSizing;

/// <summary>A week of containers in a real Prometheus, and metrics of other exporters beside them.</summary>
internal sealed class RememberedHistory
{
    public const double Mebi = 1 << 20;
    public const int Days = 7;

    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeSeconds(1780272000);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly List<SampleContainer> _containers = [];
    private readonly Dictionary<string, StringBuilder> _gauges = new(StringComparer.Ordinal);

    /// <summary>When kube-state-metrics was scraped for the last time; null for until the end.</summary>
    public TimeSpan? StateUntil { get; init; }

    /// <summary>When kube-state-metrics was scraped for the first time; null for from the beginning.</summary>
    public TimeSpan? StateFrom { get; init; }

    /// <summary>How many Prometheis scraped all of it.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Pods of a Deployment of that name, whose container has that name, too.</summary>
    public RememberedHistory Add(string name, int pods, Func<TimeSpan, double> cores, Func<TimeSpan, double> mebi, params IReadOnlyList<TimeSpan> restarts)
    {
        _containers.AddRange(Enumerable.Range(0, pods).Select(index => new SampleContainer
        {
            Namespace = "shop",
            Workload = name,
            Pod = $"{name}-5d9c7-{index}",
            Name = name,
            Cpu = age => cores(age),
            Memory = age => mebi(age) * Mebi,
            Restarts = restarts,
            RestartReason = restarts.Count > 0 ? "Error" : null,
        }));
        return this;
    }

    /// <summary>An autoscaler of a Deployment that kube-state-metrics knew for some time.</summary>
    public RememberedHistory Scale(string name, int percent, TimeSpan from, TimeSpan to)
    {
        from = StateFrom is { } late && late > from ? late : from;
        var end = StateUntil is { } until && until < to ? until : to;
        Gauge("kube_horizontalpodautoscaler_info", $"horizontalpodautoscaler=\"{name}\",scaletargetref_kind=\"Deployment\",scaletargetref_name=\"{name}\"", 1, from, end);
        return Gauge(
            "kube_horizontalpodautoscaler_spec_target_metric", $"horizontalpodautoscaler=\"{name}\",metric_name=\"cpu\",metric_target_type=\"utilization\"", percent, from, end);
    }

    /// <summary>A metric that stays the same.</summary>
    public RememberedHistory Gauge(string metric, string labels, double value, TimeSpan from, TimeSpan to)
    {
        if (!_gauges.TryGetValue(metric, out var text))
        {
            _gauges[metric] = text = new StringBuilder();
        }

        for (var replica = 0; replica < Replicas; replica++)
        {
            for (var age = from; age < to; age += Step)
            {
                var at = (End - TimeSpan.FromDays(Days) + age).ToUnixTimeSeconds();
                text.Append(CultureInfo.InvariantCulture, $"{metric}{{namespace=\"shop\",{labels},prometheus_replica=\"{replica}\"}} {value} {at}\n");
            }
        }

        return this;
    }

    public async Task<IReadOnlyDictionary<string, ContainerAnswer>> SizeAsync()
    {
        await using var server = await PrometheusServer.StartWithHistoryAsync(WriteAsync);
        using var client = new PrometheusClient(new SocketsHttpHandler(), new PrometheusOptions { Server = server.Address, Rest = 0 }, TimeProvider.System);
        var text = string.Concat(_containers.Select(container => container.Workload).Distinct().Select(static name => $$$"""
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{{name}}}, namespace: shop}
            spec:
              selector: {matchLabels: {app: {{{name}}}}}
              template:
                metadata: {labels: {app: {{{name}}}}}
                spec: {containers: [{name: {{{name}}}, image: 'registry.example/app:1'}]}

            """));
        var file = new ManifestReader().Read("shop.yaml", Encoding.UTF8.GetBytes(text)).File!;
        var report = await new Sizing(client, new RightSizingOptions { Days = Days }, "default").RunAsync([file], End, TestContext.Current.CancellationToken);
        Assert.Empty(report.Missing);
        return report.Answers.ToDictionary(answer => answer.Workload.Name, StringComparer.Ordinal);
    }

    private async Task WriteAsync(string path)
    {
        var history = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new HistoryWriter(End, TimeSpan.FromDays(Days), Step) { StateFrom = StateFrom, StateUntil = StateUntil, Replicas = Replicas }.Write(history, _containers);
        var gauges = string.Concat(_gauges.Select(static gauge => $"# TYPE {gauge.Key} gauge\n{gauge.Value}"));
        await File.WriteAllTextAsync(path, history.ToString().Replace("# EOF\n", $"{gauges}# EOF\n", StringComparison.Ordinal), TestContext.Current.CancellationToken);
    }
}
