using System.Collections.Frozen;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>Programs that only work with the Kubernetes API, and injectors that log in with the pod's token.</summary>
internal static class ApiPrograms
{
    private static readonly string[] Commands = ["kubectl", "helm", "oc"];

    // A role that they need may be bound to the account elsewhere.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "addon-resizer", "argocd", "aws-load-balancer-controller", "cert-manager-acmesolver", "cert-manager-cainjector",
            "cert-manager-controller", "cert-manager-webhook", "cluster-autoscaler", "cluster-autoscaler-amd64", "cluster-proportional-autoscaler",
            "descheduler", "external-dns", "external-secrets", "k8s-sidecar", "karpenter", "keda", "kiali",
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

    /// <summary>True if the pods are known to log in to the API server, or to a vault with their token.</summary>
    public static bool RunIn(Workload workload) => workload.Containers.Any(IsClient) || SecretInjector.IsIn(workload);

    private static bool IsClient(Container container) =>
        Commands.Contains(container.Image.ShortName)
        || Images.Contains(container.Image.ShortName)
        || Repositories.Any(repository => container.Image.Repository.Contains(repository, StringComparison.Ordinal))
        || (container.Node.Sequence("command") is { Items: [ScalarNode program, ..] } && Commands.Contains(program.Value[(program.Value.LastIndexOf('/') + 1)..]));
}
