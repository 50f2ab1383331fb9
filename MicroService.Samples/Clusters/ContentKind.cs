using MicroService.Advisor.Manifests;

namespace MicroService.Samples.Clusters;

/// <summary>A kind that the sample server has.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version.</param>
/// <param name="Plural">The resource's name in paths.</param>
/// <param name="Kind">The kind.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
public sealed record ContentKind(string Group, string Version, string Plural, string Kind, bool IsNamespaced = true)
{
    /// <summary>The kinds that every server has, as far as somebody asks for them.</summary>
    public static IReadOnlyList<ContentKind> BuiltIn { get; } =
    [
        new("", "v1", "namespaces", "Namespace", IsNamespaced: false),
        new("", "v1", "persistentvolumes", "PersistentVolume", IsNamespaced: false),
        new("", "v1", "pods", "Pod"),
        new("", "v1", "services", "Service"),
        new("", "v1", "configmaps", "ConfigMap"),
        new("", "v1", "secrets", "Secret"),
        new("", "v1", "serviceaccounts", "ServiceAccount"),
        new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim"),
        new("", "v1", "limitranges", "LimitRange"),
        new("", "v1", "resourcequotas", "ResourceQuota"),
        new("", "v1", "replicationcontrollers", "ReplicationController"),
        new("apps", "v1", "deployments", "Deployment"),
        new("apps", "v1", "statefulsets", "StatefulSet"),
        new("apps", "v1", "daemonsets", "DaemonSet"),
        new("apps", "v1", "replicasets", "ReplicaSet"),
        new("batch", "v1", "jobs", "Job"),
        new("batch", "v1", "cronjobs", "CronJob"),
        new("networking.k8s.io", "v1", "ingresses", "Ingress"),
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy"),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget"),
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
        new("rbac.authorization.k8s.io", "v1", "roles", "Role"),
        new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
        new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", IsNamespaced: false),
        new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", IsNamespaced: false),
        new("storage.k8s.io", "v1", "storageclasses", "StorageClass", IsNamespaced: false),
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", IsNamespaced: false),
    ];

    /// <summary>What pods use now: a cluster has it with metrics-server.</summary>
    public static ContentKind PodMetrics { get; } = new("metrics.k8s.io", "v1beta1", "pods", "PodMetrics");

    /// <summary>Group and version, as objects have it.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name as kubectl and roles have it.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Whether it came with a CustomResourceDefinition: such lists look different.</summary>
    public bool IsCustom { get; init; }

    /// <summary>The kind that a CustomResourceDefinition defines.</summary>
    public static ContentKind? DefinedBy(MappingNode definition)
    {
        var spec = definition.Mapping("spec");
        return spec?.Text("group") is { } group && spec.Mapping("names") is { } names && names.Text("plural") is { } plural && names.Text("kind") is { } kind
            && spec.Mappings("versions").FirstOrDefault()?.Text("name") is { } version
            ? new ContentKind(group, version, plural, kind, spec.Text("scope") != "Cluster") { IsCustom = true }
            : null;
    }
}
