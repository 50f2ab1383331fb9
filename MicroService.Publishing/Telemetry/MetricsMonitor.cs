using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Telemetry;

/// <summary>
/// The ServiceMonitor or PodMonitor that tells the Prometheus Operator to scrape a workload (prometheus-operator.dev, API reference).
/// </summary>
internal static class MetricsMonitor
{
    public static void Apply(WorkloadManifest manifest, KubernetesOptions options)
    {
        if (options.Scraping == Scraping.Annotations || manifest.Workload.MetricsPort is not { } port)
        {
            return;
        }

        var isService = options.Scraping == Scraping.ServiceMonitor;
        var metadata = manifest.MetadataOf(manifest.Workload.Name);
        foreach (var (key, value) in options.MonitorLabels)
        {
            metadata.Ensure("labels").Set(key, new ScalarNode(value, ScalarKind.String));
        }

        manifest.Add(MappingNode.Of(
            ("apiVersion", "monitoring.coreos.com/v1"),
            ("kind", options.Scraping.ToString()),
            ("metadata", metadata),
            ("spec", MappingNode.Of(
                ("selector", MappingNode.Of(("matchLabels", manifest.PodLabels))),
                (isService ? "endpoints" : "podMetricsEndpoints", SequenceNode.Of(Endpoint(manifest.Workload, port, isService)))))));
    }

    private static MappingNode Endpoint(ClusterWorkload workload, ClusterPort port, bool isService)
    {
        var endpoint = MappingNode.Of(("port", isService ? port.Name : workload.ContainerPort(port).Name), ("path", workload.Settings.MetricsPath!));
        if (port.IsTls)
        {
            endpoint.Set("scheme", "https");
        }

        if (isService && workload.Kind == WorkloadKind.StatefulSet)
        {
            // Its headless Service has the same labels and pods: each would be scraped twice.
            endpoint.Set("relabelings", SequenceNode.Of(MappingNode.Of(
                ("sourceLabels", SequenceNode.Of("__meta_kubernetes_service_name")), ("regex", workload.Name), ("action", "keep"))));
        }

        return endpoint;
    }
}
