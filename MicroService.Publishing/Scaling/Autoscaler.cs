using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Scaling;

/// <summary>The HorizontalPodAutoscaler of a scalable workload.</summary>
internal static class Autoscaler
{
    /// <summary>
    /// Requests per second of a pod, as the custom metrics API has it: prometheus-adapter computes it from
    /// <c>http_server_request_duration_seconds_count</c>.
    /// </summary>
    public const string RequestMetric = "http_server_requests_per_second";

    private const long StabilizationSeconds = 300;

    public static void Apply(WorkloadManifest manifest, ReplicaPlan plan)
    {
        var settings = manifest.Workload.Settings;
        if (!plan.Scales)
        {
            return;
        }

        var metrics = new SequenceNode();
        metrics.Add(MappingNode.Of(
            ("type", "Resource"),
            ("resource", MappingNode.Of(("name", "cpu"), ("target", MappingNode.Of(("type", "Utilization"), ("averageUtilization", settings.TargetCpu!.Value)))))));
        if (settings.TargetRequests is > 0 and var requests)
        {
            metrics.Add(MappingNode.Of(
                ("type", "Pods"),
                ("pods", MappingNode.Of(
                    ("metric", MappingNode.Of(("name", RequestMetric))),
                    ("target", MappingNode.Of(("type", "AverageValue"), ("averageValue", requests.ToString(CultureInfo.InvariantCulture))))))));
        }

        manifest.Add(MappingNode.Of(
            ("apiVersion", "autoscaling/v2"),
            ("kind", "HorizontalPodAutoscaler"),
            ("metadata", manifest.MetadataOf(manifest.Workload.Name)),
            ("spec", MappingNode.Of(
                ("scaleTargetRef", MappingNode.Of(("apiVersion", "apps/v1"), ("kind", "Deployment"), ("name", manifest.Workload.Name))),
                ("minReplicas", plan.Least),
                ("maxReplicas", plan.Most),
                ("metrics", metrics),
                ("behavior", Behavior())))));
    }

    // Scale up at once and down slowly, so that pods are still there if the load returns.
    private static MappingNode Behavior() => MappingNode.Of(
        ("scaleUp", MappingNode.Of(
            ("stabilizationWindowSeconds", 0),
            ("policies", SequenceNode.Of(MappingNode.Of(("type", "Percent"), ("value", 100), ("periodSeconds", 15)))))),
        ("scaleDown", MappingNode.Of(
            ("stabilizationWindowSeconds", StabilizationSeconds),
            ("policies", SequenceNode.Of(MappingNode.Of(("type", "Percent"), ("value", 50), ("periodSeconds", 60)))))));
}
