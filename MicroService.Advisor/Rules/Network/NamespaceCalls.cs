using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Which Service ports the settings of workloads in other namespaces name.</summary>
internal sealed class NamespaceCalls
{
    private static readonly ConditionalWeakTable<ObjectGraph, NamespaceCalls> Known = [];

    // The pods behind one Service hardly ever differ in their ports.
    private const int MostPods = 20;

    private readonly HashSet<(string Namespace, string Service, long Port)> _ports = [];
    private readonly HashSet<(string Namespace, string Service)> _services = [];

    private NamespaceCalls(ObjectGraph graph)
    {
        foreach (var caller in graph.Workloads)
        {
            _services.UnionWith(caller.Containers.SelectMany(container => NamedEndpoints.ServicesWithoutPort(container, graph))
                .Where(service => service.Namespace != caller.Object.Namespace));
            foreach (var endpoint in caller.Containers.SelectMany(container => NamedEndpoints.Of(container, graph)))
            {
                if (ServiceOf(endpoint, graph) is { } service && service.Namespace != caller.Object.Namespace)
                {
                    _ports.Add((service.Namespace, service.Name, endpoint.Port));
                }
            }
        }
    }

    /// <summary>The calls within a graph, worked out once.</summary>
    public static NamespaceCalls Of(ObjectGraph graph) => Known.GetValue(graph, static graph => new NamespaceCalls(graph));

    /// <summary>True if a setting of another namespace names the port of a Service, or the Service without a port.</summary>
    public bool Reach(KubernetesObject service, MappingNode port) =>
        _services.Contains((service.Namespace, service.Name))
        || (port.Integer("port") is { } number && _ports.Contains((service.Namespace, service.Name, number)));

    /// <summary>
    /// The container ports behind an endpoint that is a given Service: network plug-ins look after the translation to them.
    /// </summary>
    public static IEnumerable<(string Protocol, long Port)> TargetsOf(Endpoint endpoint, ObjectGraph graph)
    {
        if (ServiceOf(endpoint, graph) is not { Spec: { } spec } service)
        {
            return [];
        }

        var pods = graph.Select(LabelSelector.OfLabels(spec.Mapping("selector")), service.Namespace).Take(MostPods).ToList();
        return from port in spec.Mappings("ports")
               where port.Integer("port") == endpoint.Port
               from target in pods.Select(workload => ServicePort.Resolve(port, workload)).Append(endpoint.Port).OfType<long>().Distinct()
               where target is > 0 and <= 65535
               select (ServicePort.Protocol(port), target);
    }

    // name.namespace, with or without .svc and the cluster's domain behind it.
    private static KubernetesObject? ServiceOf(Endpoint endpoint, ObjectGraph graph) =>
        endpoint.Host.Split('.', 3) is [var name, var ns, ..] && graph.Find("Service", ns, name) is { } service && service.Spec?.Text("type") != "ExternalName"
            ? service
            : null;
}
