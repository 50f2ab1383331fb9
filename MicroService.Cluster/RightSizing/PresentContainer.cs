using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>What the manifests say of a container, and of what scales its pods.</summary>
internal sealed record PresentContainer
{
    private const double DefaultTarget = 0.8;

    public required WorkloadKey Workload { get; init; }

    public required string Name { get; init; }

    public required ContainerSizes Sizes { get; init; }

    /// <summary>Whether it runs to an end: of a Job, or an init container that is no sidecar.</summary>
    public bool IsShort { get; init; }

    /// <summary>Whether it is an init container that is no sidecar: it runs again in a pod of the same name.</summary>
    public bool IsInit { get; init; }

    /// <summary>Whether an autoscaler of the manifests scales it: then those that the cluster had do not count.</summary>
    public bool HasAutoscaler { get; init; }

    /// <summary>When the newest of them was created, in seconds since 1970; null if the manifests do not say.</summary>
    public double? ScaledSince { get; init; }

    /// <summary>How many containers share the floor of the pod.</summary>
    public int Neighbours { get; init; } = 1;

    public HeapRuntime Runtime { get; init; }

    /// <summary>What the autoscalers aim at, by resource.</summary>
    public IReadOnlyDictionary<string, double> Targets { get; init; } = new Dictionary<string, double>();

    public static PresentContainer Of(Container container, WorkloadKey key, ObjectGraph graph) => new()
    {
        Workload = key,
        Name = container.Name,
        Sizes = RightSizingRule.SizesOf(container),
        IsShort = container.Workload.IsBatch || !container.IsLongRunning,
        IsInit = !container.IsLongRunning && !container.Workload.IsBatch,
        HasAutoscaler = graph.AutoscalersOf(container.Workload).Any(),
        ScaledSince = graph.AutoscalersOf(container.Workload).Max(scaler =>
            DateTimeOffset.TryParse(scaler.Metadata?.Text("creationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var created)
                ? created.ToUnixTimeSeconds() : (double?)null),
        Neighbours = Math.Max(1, container.Workload.LongRunningContainers.Count()),
        Runtime = HeapSettings.RuntimeOf(container),
        Targets = TargetsOf(container, graph),
    };

    // A target by absolute value does not move with the request.
    private static Dictionary<string, double> TargetsOf(Container container, ObjectGraph graph)
    {
        var targets = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var spec in graph.AutoscalersOf(container.Workload).Select(scaler => scaler.Spec).OfType<MappingNode>())
        {
            if (spec.Integer("targetCPUUtilizationPercentage") is > 0 and var percentage)
            {
                targets["cpu"] = percentage / 100.0;
            }
            else if (!spec.Mappings("metrics").Any())
            {
                // The API server's default (HorizontalPodAutoscaler v2, metrics).
                targets["cpu"] = DefaultTarget;
            }

            foreach (var metric in spec.Mappings("metrics"))
            {
                var resource = metric.Text("type") switch
                {
                    "Resource" => metric.Mapping("resource"),
                    "ContainerResource" when metric.At("containerResource", "container") is ScalarNode name && name.Value == container.Name =>
                        metric.Mapping("containerResource"),
                    _ => null,
                };
                if (resource?.Text("name") is { } named && resource.Mapping("target")?.Integer("averageUtilization") is > 0 and var share)
                {
                    targets[named] = share / 100.0;
                }
            }
        }

        return targets;
    }
}
