using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Observability;

/// <summary>Istio's agent beside the containers of a pod, or as the gateway that the pod is.</summary>
internal static class MeshSidecar
{
    /// <summary>Where it serves the pod's metrics together with its own; no container declares the port.</summary>
    public const long MetricsPort = 15020;

    private const string Path = "prometheus.io/path";
    private const string AgentPath = "/stats/prometheus";

    /// <summary>True if the agent is written, injected, or meant by the path that only it serves.</summary>
    public static bool IsIn(Workload workload, ObjectGraph graph)
    {
        var labels = graph.Find("Namespace", "default", workload.Object.Namespace)?.Labels;
        return workload.PodAnnotations?.Text(Path) == AgentPath
            || workload.Containers.Any(container => container.Name == "istio-proxy" || container.Image.ShortName == "proxyv2")
            || IsAskedFor(workload.PodLabels) || IsAskedFor(workload.PodAnnotations)
            || labels?.Text("istio-injection") == "enabled" || labels?.Text("istio.io/rev") is { Length: > 0 };
    }

    /// <summary>
    /// True if injection puts the proxy's image in the place of the container's
    /// (https://istio.io/latest/docs/setup/additional-setup/gateway/).
    /// </summary>
    public static bool ReplacesImage(Container container, ObjectGraph graph) =>
        container.Node.Text("image") == "auto" && IsIn(container.Workload, graph);

    private static bool IsAskedFor(MappingNode? metadata) =>
        metadata?.Text("sidecar.istio.io/inject") == "true" || metadata?.Text("inject.istio.io/templates") is { Length: > 0 } || metadata?.Text("istio.io/rev") is { Length: > 0 };
}
