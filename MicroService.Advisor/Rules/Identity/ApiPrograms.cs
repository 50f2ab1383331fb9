using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Programs that work with the Kubernetes API, by their images, commands and settings, and injectors that log in with the pod's token.</summary>
internal static partial class ApiPrograms
{
    private static readonly string[] Commands = ["kubectl", "helm", "oc"];

    // A role that they need may be bound to the account elsewhere.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "addon-resizer", "argocd", "aws-load-balancer-controller", "cert-manager-acmesolver", "cert-manager-cainjector",
            "cert-manager-controller", "cert-manager-webhook", "cluster-autoscaler", "cluster-autoscaler-amd64", "cluster-proportional-autoscaler",
            "descheduler", "external-dns", "external-secrets", "k8s-sidecar", "k8s-wait-for", "karpenter", "keda", "kiali",
            "kube-downscaler", "kube-janitor", "kube-rbac-proxy", "kube-state-metrics", "kubernetes-dashboard", "kubernetes-event-exporter",
            "kubernetes-ingress", "kured", "kyverno", "leader-elector", "metrics-server", "mongo-k8s-sidecar", "nginx-ingress-controller",
            "node-problem-detector", "prometheus-adapter", "prometheus-config-reloader", "prometheus-operator", "robusta-runner",
            "sealed-secrets-controller", "snapshot-controller", "spark-operator", "traefik", "velero", "vpa-admission-controller", "vpa-recommender",
            "vpa-updater",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Whose short names others have, too.
    private static readonly string[] Repositories =
        ["fairwinds/polaris", "ingress-nginx/controller", "kubernetesui/dashboard", "openpolicyagent/gatekeeper", "stakater/reloader"];

    private static readonly string[] Fields = ["command", "args", "lifecycle", "startupProbe", "livenessProbe", "readinessProbe"];

    // The token's folder and the API server by name; what tells a library, a broker or a vault's client to use them.
    private static readonly string[] Signs =
    [
        "secrets/kubernetes.io/serviceaccount", "kubernetes.default", "KUBE_PING", "peer_discovery_k8s", "peer_discovery_backend = k8s",
        "TcpDiscoveryKubernetesIpFinder", "kubernetes_sd_config", "discovery.kubernetes", "auth/kubernetes/login", "spring.cloud.kubernetes",
        "akka.cluster.bootstrap", "akka.discovery.kubernetes-api", "pekko.cluster.bootstrap", "pekko.discovery.kubernetes-api",
        "hazelcast.kubernetes", "hz.network.join.kubernetes",
    ];

    private static readonly string[] VariablePrefixes =
    [
        "AKKA_CLUSTER_BOOTSTRAP_", "AKKA_DISCOVERY_KUBERNETES", "HAZELCAST_KUBERNETES_", "HZ_NETWORK_JOIN_KUBERNETES_", "MICRONAUT_KUBERNETES_",
        "PATRONI_KUBERNETES_", "PEKKO_CLUSTER_BOOTSTRAP_", "PEKKO_DISCOVERY_KUBERNETES", "QUARKUS_KUBERNETES_CLIENT_", "QUARKUS_KUBERNETES_CONFIG_",
        "SPRING_CLOUD_KUBERNETES_",
    ];

    /// <summary>True if the pods seem to log in to the API server, or to a vault with their token.</summary>
    public static bool RunIn(Workload workload, ObjectGraph graph) =>
        SecretInjector.IsIn(workload) || workload.Containers.Any(container => IsClient(container, graph));

    private static bool IsClient(Container container, ObjectGraph graph) =>
        Commands.Contains(container.Image.ShortName)
        || Images.Contains(container.Image.ShortName)
        || Repositories.Any(repository => container.Image.Repository.Contains(repository, StringComparison.Ordinal))
        || ShellCommand.Of(container, graph).Any(command => Commands.Contains(command.Program))
        || container.Environment.Any(IsOfClient)
        || Fields.SelectMany(field => NodeTexts.Of(container.Node[field])).Concat(container.Environment.SelectMany(ValuesOf))
            .Where(text => !text.EndsWith("=false", StringComparison.OrdinalIgnoreCase))
            .Concat(MountedSettings.Of(container, graph)).Any(IsSign);

    // NO_PROXY names the API server wherever there is a proxy.
    private static IEnumerable<string> ValuesOf(MappingNode variable) =>
        variable.Text("name")?.EndsWith("NO_PROXY", StringComparison.OrdinalIgnoreCase) == true ? [] : NodeTexts.Of(variable);

    private static bool IsSign(string text) => Signs.Any(sign => text.Contains(sign, StringComparison.Ordinal)) || VaultLogin().IsMatch(text);

    // A switch that is off says that it is not one.
    private static bool IsOfClient(MappingNode variable) =>
        variable.Text("name") is { } name
        && (VariablePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && variable.Text("value")?.ToLowerInvariant() is not ("false" or "0" or "no" or "off")
            || VaultVariable().IsMatch(name) && variable.Text("value")?.ToLowerInvariant() is "kubernetes" or "k8s");

    [GeneratedRegex("VAULT.*AUTH|AUTH.*VAULT", RegexOptions.CultureInvariant)]
    private static partial Regex VaultVariable();

    // --vault-auth-method=kubernetes, and an agent's method "kubernetes".
    [GeneratedRegex(@"vault[\w.-]{0,30}auth[\w.-]{0,30}[ =]kubernetes\b|\bmethod\s{0,5}""kubernetes""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex VaultLogin();
}
