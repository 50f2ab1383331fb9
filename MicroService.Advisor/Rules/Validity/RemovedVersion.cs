namespace MicroService.Advisor.Rules.Validity;

/// <summary>A version of an API that Kubernetes no longer serves (Kubernetes deprecated API migration guide).</summary>
/// <param name="Removed">The Kubernetes version that removed it.</param>
/// <param name="Replacement">The version to use; null if there is none.</param>
/// <param name="IsCompatible">True if the fields are the same in the replacement.</param>
internal sealed record RemovedVersion(string Removed, string? Replacement, bool IsCompatible)
{
    private static readonly Dictionary<(string ApiVersion, string Kind), RemovedVersion> Known = Build();

    /// <summary>What is known about a version and kind, or null if Kubernetes still serves it.</summary>
    public static RemovedVersion? Find(string apiVersion, string kind) => Known.GetValueOrDefault((apiVersion, kind));

    private static Dictionary<(string, string), RemovedVersion> Build()
    {
        var known = new Dictionary<(string, string), RemovedVersion>();
        void Add(string removed, string apiVersion, string? replacement, bool isCompatible, params ReadOnlySpan<string> kinds)
        {
            foreach (var kind in kinds)
            {
                known.Add((apiVersion, kind), new RemovedVersion(removed, replacement, isCompatible));
            }
        }

        Add("1.16", "extensions/v1beta1", "apps/v1", true, "Deployment", "DaemonSet", "ReplicaSet");
        Add("1.16", "apps/v1beta1", "apps/v1", true, "Deployment", "StatefulSet");
        Add("1.16", "apps/v1beta2", "apps/v1", true, "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet");
        Add("1.16", "extensions/v1beta1", "networking.k8s.io/v1", true, "NetworkPolicy");
        Add("1.16", "extensions/v1beta1", null, false, "PodSecurityPolicy");
        Add("1.22", "extensions/v1beta1", "networking.k8s.io/v1", false, "Ingress");
        Add("1.22", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", false, "Ingress");
        Add("1.22", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", true, "IngressClass");
        Add("1.22", "admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1", false, "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");
        Add("1.22", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1", false, "CustomResourceDefinition");
        Add("1.22", "apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1", true, "APIService");
        Add("1.22", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1", false, "CertificateSigningRequest");
        Add("1.22", "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", true, "Lease");
        Add("1.22", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1", true, "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
        Add("1.22", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1", true, "PriorityClass");
        Add("1.22", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", true, "StorageClass", "CSIDriver", "CSINode", "VolumeAttachment");
        Add("1.25", "batch/v1beta1", "batch/v1", true, "CronJob");
        Add("1.25", "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1", false, "EndpointSlice");
        Add("1.25", "events.k8s.io/v1beta1", "events.k8s.io/v1", false, "Event");
        Add("1.25", "autoscaling/v2beta1", "autoscaling/v2", false, "HorizontalPodAutoscaler");
        Add("1.25", "policy/v1beta1", "policy/v1", true, "PodDisruptionBudget");
        Add("1.25", "policy/v1beta1", null, false, "PodSecurityPolicy");
        Add("1.25", "node.k8s.io/v1beta1", "node.k8s.io/v1", true, "RuntimeClass");
        Add("1.26", "autoscaling/v2beta2", "autoscaling/v2", true, "HorizontalPodAutoscaler");
        Add("1.26", "flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1", false, "FlowSchema", "PriorityLevelConfiguration");
        Add("1.27", "storage.k8s.io/v1beta1", "storage.k8s.io/v1", true, "CSIStorageCapacity");
        Add("1.29", "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1", false, "FlowSchema", "PriorityLevelConfiguration");
        Add("1.32", "flowcontrol.apiserver.k8s.io/v1beta3", "flowcontrol.apiserver.k8s.io/v1", false, "FlowSchema", "PriorityLevelConfiguration");
        return known;
    }
}
