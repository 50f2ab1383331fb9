using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Signs that a workload connects to what its manifest does not name, so that a policy of its egress would cut it off.</summary>
internal static class UnseenTargets
{
    // Scrapers, collectors, proxies and controllers, which learn from the API server or at run time whom to call.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "agent", "alloy", "apisix", "argocd", "blackbox-exporter", "cert-manager-controller", "contour", "datadog", "emissary", "envoy",
            "gatus", "gloo", "grafana-agent", "haproxy-ingress", "kiali", "kong", "kourier", "kubernetes-ingress", "metricbeat",
            "metrics-server", "nginx-ingress", "nginx-ingress-controller", "opentelemetry-collector", "opentelemetry-collector-contrib",
            "opentelemetry-collector-k8s", "otelcol", "pilot", "prometheus", "proxyv2", "pushprox", "smokeping_prober", "snmp-exporter",
            "telegraf", "thanos", "traefik", "uptime-kuma", "vmagent", "vmsingle", "victoria-metrics",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Discovery =
        ["kubernetes_sd_config", "dns_sd_config", "consul_sd_config", "discovery.kubernetes", "file_sd_config", "http_sd_config"];

    /// <summary>
    /// What a person must decide, as the end of a sentence; null if nothing speaks against a policy made of what is named.
    /// </summary>
    public static string? Of(Workload workload, ObjectGraph graph) =>
        MeshOf(workload, graph) is { } mesh
            ? $"{mesh} adds a proxy to the pods, which calls its control plane: write a policy that lets that through"
        : SecretInjector.IsIn(workload)
            ? "a program that is injected into the pods calls a vault, whose address is not here: write a policy that lets that through"
        : Discovers(workload, graph)
            ? "the pods find out at run time whom to call, from the API server or the like: "
                + "write a policy for the namespaces and ports that they are to reach"
        : workload.Containers.SelectMany(container => NamedEndpoints.OfUnknownPort(container, graph)).FirstOrDefault() is { Host: not null } named
            ? $"{named.Setting} names {named.Host}, of which nothing tells the port: write a policy that lets that through"
        : null;

    private const string Kuma = "kuma.io/sidecar-injection";

    private static bool Discovers(Workload workload, ObjectGraph graph) =>
        workload.LongRunningContainers.Any(container => IsKnown(container.Image))
        || PodRights.FindsOthers(workload, graph)
        || workload.Containers.SelectMany(container => MountedSettings.Of(container, graph))
            .Any(settings => Discovery.Any(word => settings.Contains(word, StringComparison.Ordinal)));

    private static bool IsKnown(ImageReference image) =>
        Images.Contains(image.ShortName) || image.Repository.EndsWith("ingress-nginx/controller", StringComparison.Ordinal);

    private static string? MeshOf(Workload workload, ObjectGraph graph)
    {
        var ns = graph.Find("Namespace", "default", workload.Object.Namespace);
        var istio = Setting("sidecar.istio.io/inject");
        var ofNamespace = ns?.Labels?.Text("istio-injection") == "enabled" || ns?.Labels?.Has("istio.io/rev") == true;
        if (istio == "true" || (istio != "false" && ofNamespace))
        {
            return "Istio";
        }

        var linkerd = Setting("linkerd.io/inject") ?? ns?.Annotations?.Text("linkerd.io/inject");
        if (linkerd is "enabled" or "ingress")
        {
            return "Linkerd";
        }

        return Setting("consul.hashicorp.com/connect-inject") == "true" ? "Consul"
            : (Setting(Kuma) ?? ns?.Labels?.Text(Kuma)) is "true" or "enabled" ? "Kuma"
            : Setting("dapr.io/enabled") == "true" ? "Dapr"
            : null;

        string? Setting(string key) => workload.PodLabels?.Text(key) ?? workload.PodAnnotations?.Text(key);
    }
}
