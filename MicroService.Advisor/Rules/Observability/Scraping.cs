using System.Globalization;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>How the metrics of a workload's pods are collected: by annotation or by a Prometheus operator's monitor.</summary>
internal sealed class Scraping
{
    /// <summary>The annotation that asks Prometheus to scrape pods or Services; a convention, not an API.</summary>
    public const string ScrapeAnnotation = "prometheus.io/scrape";

    /// <summary>The annotation that names the port.</summary>
    public const string PortAnnotation = "prometheus.io/port";

    private static readonly ConditionalWeakTable<ObjectGraph, Scraping> Known = [];
    private static readonly string[] PodMonitors = ["PodMonitor", "PodMonitoring", "ClusterPodMonitoring", "VMPodScrape"];
    private static readonly string[] ServiceMonitors = ["ServiceMonitor", "VMServiceScrape"];
    private static readonly string[] MetricsPortNames = ["metrics", "http-metrics", "prometheus", "prom", "prom-metrics", "monitoring"];

    private readonly List<Monitor> _podMonitors;
    private readonly List<Monitor> _serviceMonitors;

    /// <summary>True for what has pods or Services scraped.</summary>
    public static bool IsMonitor(KubernetesObject candidate) => PodMonitors.Contains(candidate.Kind) || ServiceMonitors.Contains(candidate.Kind);

    private Scraping(ObjectGraph graph)
    {
        _podMonitors = [.. PodMonitors.SelectMany(graph.OfKind).Select(Monitor.Of)];
        _serviceMonitors = [.. ServiceMonitors.SelectMany(graph.OfKind).Select(Monitor.Of)];
    }

    /// <summary>True if anything collects the pods' metrics.</summary>
    public static bool Collects(Workload workload, ObjectGraph graph) =>
        IsTrue(workload.PodAnnotations) || Sources(workload, graph).Any() || graph.ServicesOf(workload).Any(service => IsTrue(service.Annotations));

    /// <summary>The container ports that are scraped, as far as they can be told.</summary>
    public static IEnumerable<long> Ports(Workload workload, ObjectGraph graph)
    {
        var annotated = graph.ServicesOf(workload).Select(service => service.Annotations).Prepend(workload.PodAnnotations)
            .Where(IsTrue).Select(annotations => ToPort(annotations?.Text(PortAnnotation), workload));
        return annotated.Concat(Sources(workload, graph).Select(name => ToPort(name, workload))).OfType<long>();
    }

    /// <summary>The port that a container calls its metrics port, or null.</summary>
    public static MappingNode? MetricsPort(Workload workload) =>
        workload.LongRunningContainers.SelectMany(container => container.Ports)
            .FirstOrDefault(port => port.Text("name") is { } name && (MetricsPortNames.Contains(name) || name.EndsWith("-metrics", StringComparison.Ordinal)));

    // The names or numbers of the endpoints of all monitors that find the pods; empty for one whose port isn't named.
    private static IEnumerable<string> Sources(Workload workload, ObjectGraph graph)
    {
        var known = Known.GetValue(graph, static graph => new Scraping(graph));
        var ofPods = known._podMonitors.Where(monitor => monitor.Covers(workload.Object.Namespace, workload.PodLabels)).SelectMany(monitor => monitor.Ports);
        return known._serviceMonitors.Count == 0 ? ofPods : ofPods.Concat(graph.ServicesOf(workload).SelectMany(service =>
            known._serviceMonitors.Where(monitor => monitor.Covers(service.Namespace, service.Labels)).SelectMany(monitor => monitor.Ports)
                .Select(port => TargetOf(service, port))));
    }

    private static string TargetOf(KubernetesObject service, string name)
    {
        var port = (service.Spec?.Mappings("ports") ?? []).FirstOrDefault(port => port.Text("name") == name);
        return port?.Text("targetPort") ?? port?.Text("port") ?? name;
    }

    private static long? ToPort(string? text, Workload workload) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : workload.LongRunningContainers.SelectMany(container => container.Ports).FirstOrDefault(port => port.Text("name") == text)?.Integer("containerPort");

    private static bool IsTrue(MappingNode? annotations) => annotations?.Text(ScrapeAnnotation) == "true";
}
