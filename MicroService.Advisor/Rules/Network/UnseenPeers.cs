using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// Signs that a workload connects to what its manifest does not name, or is called by it, so that a policy would cut it off.
/// </summary>
internal static class UnseenPeers
{
    // Scrapers, collectors, proxies and controllers, which learn from the API server or at run time whom to call.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "adminer", "agent", "airbyte", "airflow", "alloy", "apisix", "argocd", "atlantis", "awx", "backstage", "blackbox-exporter",
            "cert-manager-controller", "cloudbeaver", "cloudflared", "contour", "cp-kafka-connect", "crossplane", "dagster", "datadog",
            "emissary", "envoy", "external-dns", "external-secrets", "filebeat", "fluent-bit", "fluentd", "gatus", "gitlab-runner", "gloo",
            "grafana", "grafana-agent", "grafana-enterprise", "grafana-oss", "haproxy", "haproxy-ingress", "headscale", "helm-controller",
            "home-assistant", "image-automation-controller", "image-reflector-controller", "jenkins", "jupyterhub", "k8s-sidecar",
            "kestra", "keycloak", "kiali", "kong", "kourier", "kubernetes-ingress", "kustomize-controller", "logstash", "metabase",
            "metricbeat", "metrics-server", "n8n", "nginx-ingress", "nginx-ingress-controller", "nginx-proxy-manager", "nifi", "node-red",
            "notification-controller", "openbao", "opentelemetry-collector", "opentelemetry-collector-contrib", "opentelemetry-collector-k8s",
            "otelcol", "pgadmin4", "phpmyadmin", "pilot", "postfix", "prometheus", "promtail", "proxyv2", "pushprox", "rancher", "redash",
            "renovate", "rundeck", "smokeping_prober", "snmp-exporter", "source-controller", "squid", "superset", "telegraf", "teleport",
            "thanos", "traefik", "trino", "uptime-kuma", "vault", "vector", "velero", "vmagent", "vmsingle", "victoria-metrics",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Pods of every namespace log in to them.
    private static readonly FrozenSet<string> Authorities = FrozenSet.ToFrozenSet(
        ["consul", "openbao", "pilot", "spire-server", "vault", "vault-enterprise"], StringComparer.OrdinalIgnoreCase);

    // The proxies of Linkerd, Istio, Consul, Kuma and Dapr, as injection writes them.
    private static readonly FrozenDictionary<string, string> Proxies = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["linkerd-proxy"] = "Linkerd",
        ["istio-proxy"] = "Istio",
        ["consul-dataplane"] = "Consul",
        ["kuma-sidecar"] = "Kuma",
        ["daprd"] = "Dapr",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Discovery =
        ["kubernetes_sd_config", "dns_sd_config", "consul_sd_config", "discovery.kubernetes", "file_sd_config", "http_sd_config"];

    /// <summary>
    /// What a person must decide, as the end of a sentence; null if nothing speaks against a policy made of what is named.
    /// </summary>
    /// <param name="workload">The workload.</param>
    /// <param name="graph">The objects.</param>
    /// <param name="ingress">Whether the policy is to cover ingress.</param>
    /// <param name="egress">Whether the policy is to cover egress.</param>
    public static string? Of(Workload workload, ObjectGraph graph, bool ingress, bool egress) =>
        OfMesh(workload, graph, egress)
        ?? (ingress && workload.LongRunningContainers.Any(IsAuthority)
            ? "pods of any namespace may log in to it: write a policy for those that are to reach it" : null)
        ?? (egress ? OfTargets(workload, graph) : null);

    private static string? OfMesh(Workload workload, ObjectGraph graph, bool egress) =>
        IsAmbient(workload, graph) ? "Istio's ambient mode sends the pods' connections through its tunnel, at port 15008: write a policy that lets that through"
        : egress && MeshOf(workload, graph) is { } mesh ? $"{mesh} adds a proxy to the pods, which calls its control plane: write a policy that lets that through"
        : null;

    private static string? OfTargets(Workload workload, ObjectGraph graph) =>
        SecretInjector.IsIn(workload)
            ? "a program that is injected into the pods calls a vault, whose address is not here: write a policy that lets that through"
        : Discovers(workload, graph)
            ? "the pods find out at run time whom to call, from the API server or the like: "
                + "write a policy for the namespaces and ports that they are to reach"
        : workload.Containers.SelectMany(container => NamedEndpoints.OfUnknownPort(container, graph)).FirstOrDefault() is { Host: not null } named
            ? $"{named.Setting} names {named.Host}, of which nothing tells the port: write a policy that lets that through"
        : workload.Containers.SelectMany(container => NamedEndpoints.OfUnreadSource(container, graph)).FirstOrDefault() is { Setting: not null } unread
            ? $"{unread.Setting} may name a host and port, and comes from {unread.Source}: write a policy that lets that through"
        : null;

    private const string Ambient = "istio.io/dataplane-mode";

    private const string Kuma = "kuma.io/sidecar-injection";

    private static bool Discovers(Workload workload, ObjectGraph graph) =>
        workload.LongRunningContainers.Any(container => IsKnown(container.Image))
        || PodRights.FindsOthers(workload, graph)
        || workload.Containers.SelectMany(container => MountedSettings.Of(container, graph))
            .Any(settings => Discovery.Any(word => settings.Contains(word, StringComparison.Ordinal)));

    private static bool IsKnown(ImageReference image) =>
        Images.Contains(image.ShortName) || image.Repository.EndsWith("ingress-nginx/controller", StringComparison.Ordinal);

    private static bool IsAuthority(Container container) =>
        Authorities.Contains(container.Image.ShortName) || container.Image.Repository.Contains("linkerd/", StringComparison.Ordinal);

    private static bool IsAmbient(Workload workload, ObjectGraph graph) =>
        (workload.PodLabels?.Text(Ambient) ?? graph.Find("Namespace", "default", workload.Object.Namespace)?.Labels?.Text(Ambient)) == "ambient";

    private static string? MeshOf(Workload workload, ObjectGraph graph)
    {
        if (workload.Containers.Select(container => Proxies.GetValueOrDefault(container.Name)).FirstOrDefault(mesh => mesh is not null) is { } written)
        {
            return written;
        }

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
