namespace MicroService.Cluster.Kinds;

/// <summary>The kinds that rules look at, and thus all that a scan reads unless it is told to read more. Secrets are none of them.</summary>
public static class KnownKinds
{
    private const string Core = "";
    private const string Apps = "apps";
    private const string Batch = "batch";
    private const string Networking = "networking.k8s.io";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Gateway = "gateway.networking.k8s.io";
    private const string Kruise = "apps.kruise.io";
    private const string Monitoring = "monitoring.coreos.com";
    private const string Victoria = "operator.victoriametrics.com";
    private const string Managed = "monitoring.googleapis.com";

    // What selects pods, or names them, finds nothing if they can't be read.
    private static readonly string[] AboutPods =
        ["hpa-target-exists", "monitor-port", "network-policy-peers", "network-policy-selects", "pdb-selects", "service-selects", "service-target-port"];

    private static readonly string[] AboutPolicies = ["network-default-deny", "network-policy"];
    private static readonly string[] AboutReplicas = ["hpa-exists", "replicas"];
    private static readonly string[] AboutMetrics = ["metrics-scrape"];

    /// <summary>Secrets are read only where that is asked for: Kubernetes can't grant their names alone.</summary>
    public static ResourceKind Secrets { get; } = new(Core, "secrets", "Secret") { SilencedRules = ["secret-reference"] };

    /// <summary>All of them; what a scan is about comes first.</summary>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Pods(Apps, "deployments", "Deployment"),
        Pods(Apps, "statefulsets", "StatefulSet"),
        Pods(Apps, "daemonsets", "DaemonSet"),
        Pods(Apps, "replicasets", "ReplicaSet"),
        Pods(Core, "replicationcontrollers", "ReplicationController"),
        Pods(Batch, "cronjobs", "CronJob"),
        Pods(Batch, "jobs", "Job"),
        Pods(Core, "pods", "Pod"),
        Known(Core, "services", "Service", "ingress-backend", "route-backend", "metrics-scrape", "monitor-port", "stateful-set-service"),
        Known(Networking, "ingresses", "Ingress"),
        Known(Networking, "networkpolicies", "NetworkPolicy", AboutPolicies),
        Known("policy", "poddisruptionbudgets", "PodDisruptionBudget", "pdb-exists"),
        Known("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler", AboutReplicas),
        Known(Core, "configmaps", "ConfigMap", "config-map-reference"),
        Known(Core, "serviceaccounts", "ServiceAccount", "service-account-reference", "token-automount"),
        Known(Core, "persistentvolumeclaims", "PersistentVolumeClaim", "volume-claim-reference"),
        Known(Core, "limitranges", "LimitRange", "quota-room", "namespace-limits"),
        Known(Core, "resourcequotas", "ResourceQuota"),
        Known(Rbac, "roles", "Role", "role-reference"),
        Known(Rbac, "rolebindings", "RoleBinding", "token-automount") with { Reach = KindReach.Namespaces },

        // Custom workloads.
        Pods("argoproj.io", "rollouts", "Rollout", [.. AboutReplicas, "rolling-update"]),
        Pods("argoproj.io", "workflows", "Workflow"),
        Pods("argoproj.io", "cronworkflows", "CronWorkflow"),
        Pods("apps.openshift.io", "deploymentconfigs", "DeploymentConfig"),
        Pods(Kruise, "clonesets", "CloneSet"),
        Pods(Kruise, "statefulsets", "StatefulSet"),
        Pods(Kruise, "daemonsets", "DaemonSet"),
        Pods(Kruise, "broadcastjobs", "BroadcastJob"),
        Pods("serving.knative.dev", "services", "Service"),
        Pods("jobset.x-k8s.io", "jobsets", "JobSet"),
        Pods("leaderworkerset.x-k8s.io", "leaderworkersets", "LeaderWorkerSet"),
        Pods("batch.volcano.sh", "jobs", "Job"),
        Pods("kubeflow.org", "pytorchjobs", "PyTorchJob"),
        Pods("kubeflow.org", "tfjobs", "TFJob"),
        Pods("kubeflow.org", "mpijobs", "MPIJob"),
        Pods("ray.io", "rayclusters", "RayCluster"),
        Pods("ray.io", "rayjobs", "RayJob"),
        Pods("ray.io", "rayservices", "RayService"),
        Pods("agones.dev", "fleets", "Fleet"),
        Pods("agones.dev", "gameserversets", "GameServerSet"),

        // What decides about workloads.
        Known("keda.sh", "scaledobjects", "ScaledObject", AboutReplicas),
        Known("autoscaling.k8s.io", "verticalpodautoscalers", "VerticalPodAutoscaler", "hpa-exists"),
        Known("cilium.io", "ciliumnetworkpolicies", "CiliumNetworkPolicy", AboutPolicies),
        Known("crd.projectcalico.org", "networkpolicies", "NetworkPolicy", AboutPolicies),
        Across(Gateway, "httproutes", "HTTPRoute"),
        Across(Gateway, "grpcroutes", "GRPCRoute"),
        Across(Gateway, "tlsroutes", "TLSRoute"),
        Across(Gateway, "tcproutes", "TCPRoute"),
        Across(Gateway, "udproutes", "UDPRoute"),
        Known(Gateway, "gateways", "Gateway", "route-parent"),
        Across(Monitoring, "servicemonitors", "ServiceMonitor", AboutMetrics),
        Across(Monitoring, "podmonitors", "PodMonitor", AboutMetrics),
        Across(Victoria, "vmservicescrapes", "VMServiceScrape", AboutMetrics),
        Across(Victoria, "vmpodscrapes", "VMPodScrape", AboutMetrics),
        Known(Managed, "podmonitorings", "PodMonitoring", AboutMetrics),

        // What applications are made from.
        Across("helm.toolkit.fluxcd.io", "helmreleases", "HelmRelease"),
        Across("kustomize.toolkit.fluxcd.io", "kustomizations", "Kustomization"),
        Across("helm.cattle.io", "helmcharts", "HelmChart"),
        Across("argoproj.io", "applications", "Application"),

        InCluster(Core, "namespaces", "Namespace"),
        InCluster(Core, "persistentvolumes", "PersistentVolume"),
        InCluster(Rbac, "clusterroles", "ClusterRole", "role-reference"),
        InCluster(Rbac, "clusterrolebindings", "ClusterRoleBinding", "token-automount"),
        InCluster("storage.k8s.io", "storageclasses", "StorageClass"),
        InCluster("admissionregistration.k8s.io", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration"),
        InCluster("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration"),
        InCluster("cilium.io", "ciliumclusterwidenetworkpolicies", "CiliumClusterwideNetworkPolicy", AboutPolicies),
        InCluster("crd.projectcalico.org", "globalnetworkpolicies", "GlobalNetworkPolicy", AboutPolicies),
        InCluster("policy.networking.k8s.io", "adminnetworkpolicies", "AdminNetworkPolicy", AboutPolicies),
        InCluster("policy.networking.k8s.io", "baselineadminnetworkpolicies", "BaselineAdminNetworkPolicy", AboutPolicies),
        InCluster(Managed, "clusterpodmonitorings", "ClusterPodMonitoring", AboutMetrics),
    ];

    /// <summary>Namespaces themselves.</summary>
    public static ResourceKind Namespaces { get; } = All.Single(static kind => kind is { Group: Core, Plural: "namespaces" });

    /// <summary>Whether a scan reads the objects of a group and kind without being told to.</summary>
    public static bool Has(string group, string kind) => Names.Contains((group, kind));

    /// <summary>Whether the objects of a kind run pods.</summary>
    internal static bool IsWorkload(ResourceKind kind) => AboutPods.All(rule => kind.SilencedRules.Contains(rule, StringComparer.Ordinal));

    private static readonly HashSet<(string Group, string Kind)> Names = [.. All.Select(static kind => (kind.Group, kind.Kind))];

    private static ResourceKind Known(string group, string plural, string kind, params string[] silenced) =>
        new(group, plural, kind) { SilencedRules = silenced };

    private static ResourceKind Pods(string group, string plural, string kind, params string[] silenced) =>
        Known(group, plural, kind, [.. AboutPods, .. silenced]);

    private static ResourceKind Across(string group, string plural, string kind, params string[] silenced) =>
        Known(group, plural, kind, silenced) with { Reach = KindReach.Namespaces };

    private static ResourceKind InCluster(string group, string plural, string kind, params string[] silenced) =>
        Known(group, plural, kind, silenced) with { Reach = KindReach.Cluster };
}
