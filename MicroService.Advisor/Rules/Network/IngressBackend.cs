using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A Service port that an Ingress sends requests to, in the notation of v1 or of the betas.</summary>
/// <param name="Node">The backend's mapping.</param>
/// <param name="Service">The Service's name.</param>
/// <param name="Port">The port's number or name; null if none is written.</param>
internal sealed record IngressBackend(MappingNode Node, string Service, string? Port)
{
    /// <summary>The backends of an Ingress that are Services.</summary>
    public static IEnumerable<IngressBackend> Of(KubernetesObject ingress)
    {
        if (ingress.Group is not ("networking.k8s.io" or "extensions") || ingress.Spec is not { } spec)
        {
            return [];
        }

        var backends = new[] { spec.Mapping("defaultBackend"), spec.Mapping("backend") }
            .Concat(spec.Mappings("rules").SelectMany(rule => rule.Mapping("http")?.Mappings("paths") ?? []).Select(path => path.Mapping("backend")));
        return backends.OfType<MappingNode>().Select(Parse).OfType<IngressBackend>();
    }

    private static IngressBackend? Parse(MappingNode node)
    {
        if (node.Mapping("service") is { } service)
        {
            var port = service.Mapping("port");
            return service.Text("name") is { Length: > 0 } name ? new IngressBackend(node, name, port?.Text("number") ?? port?.Text("name")) : null;
        }

        return node.Text("serviceName") is { Length: > 0 } old ? new IngressBackend(node, old, node.Text("servicePort")) : null;
    }
}
