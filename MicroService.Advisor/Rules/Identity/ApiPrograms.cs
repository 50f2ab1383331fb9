using System.Collections.Frozen;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Programs that do nothing without the Kubernetes API, and injectors that log in with the pod's token.</summary>
internal static class ApiPrograms
{
    private static readonly string[] Commands = ["kubectl", "helm", "oc"];

    // A role that they need may be bound to the account elsewhere.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "addon-resizer", "argocd", "aws-load-balancer-controller", "cert-manager-acmesolver", "cert-manager-cainjector",
            "cert-manager-controller", "cert-manager-webhook", "cluster-autoscaler", "cluster-autoscaler-amd64", "cluster-proportional-autoscaler",
            "dashboard", "dashboard-api", "descheduler", "external-dns", "external-secrets", "gatekeeper", "k8s-sidecar", "karpenter", "keda", "kiali",
            "kube-downscaler", "kube-janitor", "kube-rbac-proxy", "kube-state-metrics", "kubed", "kubernetes-dashboard", "kubernetes-event-exporter",
            "kubernetes-ingress", "kured", "kyverno", "leader-elector", "metrics-server", "mongo-k8s-sidecar", "nginx-ingress-controller",
            "node-problem-detector", "polaris", "prometheus-adapter", "prometheus-config-reloader", "prometheus-operator", "reloader", "robusta-runner",
            "sealed-secrets-controller", "snapshot-controller", "spark-operator", "traefik", "velero", "vpa-admission-controller", "vpa-recommender",
            "vpa-updater",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] InjectorPrefixes = ["vault.hashicorp.com/agent-inject", "vault.security.banzaicloud.io/", "bank-vaults.io/", "conjur.org/inject", "conjur.org/container-mode"];

    /// <summary>True if the pods are known to log in to the API server, or to a vault with their token.</summary>
    public static bool RunIn(Workload workload) =>
        workload.Containers.Any(IsClient)
        || workload.PodAnnotations?.Entries.Any(entry => entry.Value is ScalarNode { Value: not "false" }
            && InjectorPrefixes.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal))) == true;

    private static bool IsClient(Container container) =>
        Commands.Contains(container.Image.ShortName)
        || Images.Contains(container.Image.ShortName)
        || container.Image.Repository.EndsWith("ingress-nginx/controller", StringComparison.Ordinal)
        || (container.Node.Sequence("command") is { Items: [ScalarNode program, ..] } && Commands.Contains(program.Value[(program.Value.LastIndexOf('/') + 1)..]));
}
