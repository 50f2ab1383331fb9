using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// Which Service ports are called from outside their namespace: by Ingresses, routes, the API server, or the network at large.
/// </summary>
internal sealed class Exposure
{
    private static readonly ConditionalWeakTable<ObjectGraph, Exposure> Known = [];

    private static readonly string[] Webhooks = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"];

    private readonly HashSet<(string Namespace, string Service, string Port)> _ports = [];

    private Exposure(ObjectGraph graph)
    {
        foreach (var ingress in graph.OfKind("Ingress"))
        {
            foreach (var backend in IngressBackend.Of(ingress))
            {
                Add(ingress.Namespace, backend.Service, backend.Port);
            }
        }

        foreach (var route in GatewayRoute.Kinds.SelectMany(graph.OfKind))
        {
            foreach (var backend in (route.Spec?.Mappings("rules") ?? []).SelectMany(rule => rule.Mappings("backendRefs")))
            {
                Add(backend.Text("namespace") ?? route.Namespace, backend.Text("name"), backend.Text("port"));
            }
        }

        // The API server calls these from outside the pod network.
        var clients = Webhooks.SelectMany(graph.OfKind)
            .SelectMany(webhook => webhook.Root.Mappings("webhooks")).Select(webhook => webhook.At("clientConfig", "service"))
            .Concat(graph.OfKind("CustomResourceDefinition").Select(definition => definition.Root.At("spec", "conversion", "webhook", "clientConfig", "service")))
            .Concat(graph.OfKind("APIService").Select(service => service.Root.At("spec", "service")));
        foreach (var service in clients.OfType<MappingNode>())
        {
            Add(service.Text("namespace") ?? "default", service.Text("name"), service.Text("port") ?? "443");
        }
    }

    /// <summary>The exposure within a graph, worked out once.</summary>
    public static Exposure Of(ObjectGraph graph) => Known.GetValue(graph, static graph => new Exposure(graph));

    /// <summary>True if the port of a Service takes calls from outside the namespace.</summary>
    public bool IsExposed(KubernetesObject service, MappingNode port) =>
        service.Spec?.Text("type") is "LoadBalancer" or "NodePort"
        || service.Spec?.Sequence("externalIPs") is { Items.Count: > 0 }
        || (port.Text("port") is { } number && _ports.Contains((service.Namespace, service.Name, number)))
        || (port.Text("name") is { } name && _ports.Contains((service.Namespace, service.Name, name)));

    private void Add(string ns, string? service, string? port)
    {
        if (service is not null && port is not null)
        {
            _ports.Add((ns, service, port));
        }
    }
}
