using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Routes;

/// <summary>
/// The HTTPRoute or, without a gateway, the Ingress that leads to the first external HTTP port of a workload, if the settings name a class or a gateway.
/// </summary>
internal static class ExternalRoute
{
    // cert-manager documentation, Annotated Ingress resource.
    private const string IssuerAnnotation = "cert-manager.io/cluster-issuer";

    /// <summary>The port that a route leads to; null if the workload has none.</summary>
    public static ClusterPort? PortOf(ClusterWorkload workload) =>
        workload.Settings is { IngressClass: { Length: > 0 } } or { Gateway: { Length: > 0 } } ? workload.Ports.FirstOrDefault(port => port is { IsExternal: true, IsHttp: true }) : null;

    /// <summary>The host name that leads to a workload; empty for every name.</summary>
    public static string HostOf(ClusterWorkload workload) =>
        workload.Settings.Host is ['*', .. var domain] ? workload.Name + domain : workload.Settings.Host ?? string.Empty;

    /// <summary>The namespace of the gateway; null if it is the workload's own, or there is none.</summary>
    public static string? GatewayNamespaceOf(WorkloadSettings settings) => settings.Gateway?.Split('/') is [var ns, _, ..] ? ns : null;

    /// <summary>Why the settings of a route can't be met; null if they can.</summary>
    public static string? Problem(ClusterWorkload workload) =>
        PortOf(workload) is not null && HostOf(workload).Length == 0 && (workload.Settings is { TlsSecret: { Length: > 0 } } or { Issuer: { Length: > 0 } })
            ? $"has a certificate in its settings, but no host name that it is for. Set Kubernetes:Resources:{workload.Resource}:Host."
            : null;

    public static void Apply(WorkloadManifest manifest)
    {
        if (PortOf(manifest.Workload) is not { } port)
        {
            return;
        }

        // Two routes to one host would both answer for it.
        manifest.Add(manifest.Workload.Settings is { Gateway: { Length: > 0 } gateway }
            ? Route(manifest, port, gateway.Split('/'))
            : Ingress(manifest, port, manifest.Workload.Settings.IngressClass!));
    }

    private static MappingNode Ingress(WorkloadManifest manifest, ClusterPort port, string ingressClass)
    {
        var (workload, settings, host) = (manifest.Workload, manifest.Workload.Settings, HostOf(manifest.Workload));
        var metadata = manifest.MetadataOf(workload.Name);
        if (settings.Issuer is { Length: > 0 } issuer)
        {
            metadata.Set("annotations", MappingNode.Of((IssuerAnnotation, issuer)));
        }

        var spec = MappingNode.Of(("ingressClassName", ingressClass));
        if (settings.TlsSecret is { Length: > 0 } || settings.Issuer is { Length: > 0 })
        {
            var secret = settings.TlsSecret is { Length: > 0 } given ? given : $"{workload.Name}-tls";
            spec.Set("tls", SequenceNode.Of(MappingNode.Of(("hosts", SequenceNode.Of(host)), ("secretName", secret))));
        }

        var rule = host.Length > 0 ? MappingNode.Of(("host", host)) : new MappingNode();
        rule.Set("http", MappingNode.Of(("paths", SequenceNode.Of(MappingNode.Of(
            ("path", settings.Path!),
            ("pathType", "Prefix"),
            ("backend", MappingNode.Of(("service", MappingNode.Of(("name", workload.Name), ("port", MappingNode.Of(("name", port.Name))))))))))));
        spec.Set("rules", SequenceNode.Of(rule));
        return MappingNode.Of(("apiVersion", "networking.k8s.io/v1"), ("kind", "Ingress"), ("metadata", metadata), ("spec", spec));
    }

    private static MappingNode Route(WorkloadManifest manifest, ClusterPort port, string[] gateway)
    {
        var (workload, host) = (manifest.Workload, HostOf(manifest.Workload));
        var parent = gateway.Length > 1 ? MappingNode.Of(("namespace", gateway[0]), ("name", gateway[1])) : MappingNode.Of(("name", gateway[0]));
        if (gateway is [_, _, var listener])
        {
            parent.Set("sectionName", listener);
        }

        var spec = MappingNode.Of(("parentRefs", SequenceNode.Of(parent)));
        if (host.Length > 0)
        {
            spec.Set("hostnames", SequenceNode.Of(host));
        }

        spec.Set("rules", SequenceNode.Of(MappingNode.Of(
            ("matches", SequenceNode.Of(MappingNode.Of(("path", MappingNode.Of(("type", "PathPrefix"), ("value", workload.Settings.Path!)))))),
            ("backendRefs", SequenceNode.Of(MappingNode.Of(("name", workload.Name), ("port", port.ServicePort)))))));
        return MappingNode.Of(("apiVersion", "gateway.networking.k8s.io/v1"), ("kind", "HTTPRoute"), ("metadata", manifest.MetadataOf(workload.Name)), ("spec", spec));
    }
}
