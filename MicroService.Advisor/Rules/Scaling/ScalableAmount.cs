using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>The amounts that an autoscaler divides usage by.</summary>
internal static class ScalableAmount
{
    /// <summary>
    /// The containers of a pod that request nothing of a resource; Kubernetes takes the limit for the request where that alone is written.
    /// </summary>
    public static IReadOnlyList<Container> Unrequested(Workload workload, string resource, ObjectGraph graph) =>
        workload.DeclaresForPod("requests", resource)
            ? []
            : [.. workload.LongRunningContainers.Where(container => !IsRequested(container, resource, graph))];

    /// <summary>True if a container requests some of a resource, or a LimitRange does for it.</summary>
    public static bool IsRequested(Container container, string resource, ObjectGraph graph) =>
        (container.Request(resource) ?? container.Limit(resource)) is { Value: > 0 } || container.IsRequestUnreadable(resource)
        || ContainerDefaults.FillRequest(container, resource, graph);
}
