using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Objects;

/// <summary>The specification of a workload's Service.</summary>
internal static class ServiceSpec
{
    /// <summary>The Service for callers, or the headless one that gives pods their names.</summary>
    public static MappingNode Of(ClusterWorkload workload, bool isHeadless)
    {
        var spec = new MappingNode();
        if (isHeadless)
        {
            // Members of a cluster must find each other before they are ready.
            spec.Set("clusterIP", "None");
            spec.Set("publishNotReadyAddresses", true);
        }

        spec.Set("selector", Labels.Selector(workload));
        if (workload.Ports.Count > 0)
        {
            spec.Set("ports", SequenceNode.Of([.. (isHeadless ? workload.Ports.DistinctBy(port => (port.Number, port.Protocol)) : workload.Ports).Select(port => Port(workload, port, isHeadless))]));
        }

        return spec;
    }

    private static MappingNode Port(ClusterWorkload workload, ClusterPort port, bool isHeadless) => MappingNode.Of(
        ("name", port.Name),
        ("port", isHeadless ? port.Number : port.ServicePort),
        ("targetPort", workload.ContainerPort(port).Name),
        ("protocol", port.Protocol));
}
