namespace MicroService.Tests.Advisor.Schema;

/// <summary>
/// Where the API server judges otherwise than its own schema says, by the last three parts of the type's name and the field's. A schema
/// knows neither that Go takes what is absent for zero, which validation may allow, nor what validation asks for beyond it.
/// </summary>
/// <remarks>Kubernetes: pkg/apis/*/validation/validation.go and defaults.go; the verdicts in ../shared/corpus/apiserver/mutations.jsonl.</remarks>
internal static class SchemaCorrections
{
    private const int Oldest = 34;

    // Called required, but zero or nothing is a value that validation takes.
    private static readonly HashSet<string> Absent = new(StringComparer.Ordinal)
    {
        "core.v1.HTTPHeader.value", "core.v1.Sysctl.value", "core.v1.SleepAction.seconds", "core.v1.LimitRangeSpec.limits", "batch.v1.PodFailurePolicy.rules",
        "apps.v1.ControllerRevision.data", "core.v1.ISCSIVolumeSource.lun", "core.v1.ISCSIPersistentVolumeSource.lun",
        "core.v1.Event.involvedObject", "core.v1.Event.metadata", "core.v1.PreferredSchedulingTerm.preference",
        "core.v1.ScaleIOVolumeSource.secretRef", "core.v1.ScaleIOPersistentVolumeSource.secretRef",
        "core.v1.ConfigMapNodeConfigSource.namespace", "core.v1.ConfigMapNodeConfigSource.name", "core.v1.ConfigMapNodeConfigSource.kubeletConfigKey",
        "discovery.v1.ForNode.name", "discovery.v1.ForZone.name",
        "resource.v1.Counter.value", "resource.v1.DeviceCapacity.value", "resource.v1.ResourcePool.generation",
        "storage.v1.CSIDriver.spec", "storage.v1.CSINode.spec", "storage.v1.CSINodeSpec.drivers", "storage.v1.TokenRequest.audience",
        "storagemigration.v1.StorageVersionMigrationSpec.resource", "meta.v1.GroupResource.group",
        "apiextensions.v1.CustomResourceDefinitionVersion.served", "apiextensions.v1.CustomResourceDefinitionVersion.storage",
        // A rule of its own says this, and mends it.
        "apps.v1.DeploymentSpec.selector", "apps.v1.StatefulSetSpec.selector", "apps.v1.DaemonSetSpec.selector", "apps.v1.ReplicaSetSpec.selector",
    };

    // Not called required, but validation always asks for it, from this version on.
    private static readonly Dictionary<string, int> Required = new(StringComparer.Ordinal)
    {
        ["core.v1.Container.image"] = Oldest,
        ["core.v1.EphemeralContainer.image"] = Oldest,
        ["core.v1.ExecAction.command"] = Oldest,
        ["core.v1.ConfigMapEnvSource.name"] = Oldest,
        ["core.v1.SecretEnvSource.name"] = Oldest,
        ["core.v1.ConfigMapKeySelector.name"] = Oldest,
        ["core.v1.SecretKeySelector.name"] = Oldest,
        ["core.v1.ConfigMapVolumeSource.name"] = Oldest,
        ["core.v1.ConfigMapProjection.name"] = Oldest,
        ["core.v1.SecretProjection.name"] = Oldest,
        ["core.v1.SecretVolumeSource.secretName"] = Oldest,
        ["core.v1.EphemeralVolumeSource.volumeClaimTemplate"] = Oldest,
        ["core.v1.ImageVolumeSource.reference"] = 35,
        ["core.v1.PodDNSConfigOption.name"] = Oldest,
        ["core.v1.PersistentVolumeSpec.accessModes"] = Oldest,
        ["core.v1.PersistentVolumeSpec.capacity"] = Oldest,
        ["core.v1.PersistentVolumeClaimSpec.accessModes"] = Oldest,
        ["networking.v1.IngressServiceBackend.port"] = Oldest,
        ["networking.v1.IngressClassSpec.controller"] = Oldest,
        ["rbac.v1.AggregationRule.clusterRoleSelectors"] = Oldest,
        ["admissionregistration.v1.RuleWithOperations.operations"] = Oldest,
        ["admissionregistration.v1.RuleWithOperations.apiGroups"] = Oldest,
        ["admissionregistration.v1.RuleWithOperations.apiVersions"] = Oldest,
        ["admissionregistration.v1.RuleWithOperations.resources"] = Oldest,
    };

    // An empty string stands for the default. Go's pointers to enumerations have none for it.
    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "apps.v1.DaemonSetUpdateStrategy.type", "apps.v1.DeploymentStrategy.type", "apps.v1.StatefulSetUpdateStrategy.type", "apps.v1.StatefulSetSpec.podManagementPolicy",
        "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted", "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled",
        "batch.v1.CronJobSpec.concurrencyPolicy", "certificates.v1.CertificateSigningRequestSpec.usages",
        "core.v1.AzureDiskVolumeSource.cachingMode", "core.v1.AzureDiskVolumeSource.kind",
        "core.v1.Container.imagePullPolicy", "core.v1.Container.terminationMessagePolicy", "core.v1.ContainerPort.protocol", "core.v1.EndpointPort.protocol",
        "core.v1.EphemeralContainer.imagePullPolicy", "core.v1.EphemeralContainer.terminationMessagePolicy",
        "core.v1.GRPCAction.mode", "core.v1.HTTPGetAction.protocol", "core.v1.HTTPGetAction.scheme", "core.v1.HostPathVolumeSource.type",
        "core.v1.ImageVolumeSource.pullPolicy", "core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy",
        "core.v1.PodSpec.dnsPolicy", "core.v1.PodSpec.restartPolicy", "core.v1.ServicePort.protocol",
        "core.v1.ServiceSpec.externalTrafficPolicy", "core.v1.ServiceSpec.ipFamilies", "core.v1.ServiceSpec.sessionAffinity", "core.v1.ServiceSpec.type",
        "core.v1.Toleration.effect", "core.v1.Toleration.operator",
        "rbac.v1.RoleRef.apiGroup",
        "resource.v1.DeviceSubRequest.allocationMode", "resource.v1.DeviceToleration.effect", "resource.v1.DeviceToleration.operator", "resource.v1.ExactDeviceRequest.allocationMode",
        "storage.v1.StorageClass.reclaimPolicy", "storage.v1.StorageClass.volumeBindingMode",
        "apiextensions.v1.ValidationRule.reason", "core.v1.Lifecycle.stopSignal",
    };

    // Enumerations that only validation knows.
    private static readonly Dictionary<string, (int Minor, string[] Values)> Enumerations = new(StringComparer.Ordinal)
    {
        ["apiextensions.v1.CustomResourceConversion.strategy"] = (Oldest, ["None", "Webhook"]),
        ["apiextensions.v1.CustomResourceDefinitionSpec.scope"] = (Oldest, ["Cluster", "Namespaced"]),
        ["apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenDeleted"] = (Oldest, ["Delete", "Retain"]),
        ["apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy.whenScaled"] = (Oldest, ["Delete", "Retain"]),
        ["autoscaling.v2.HPAScalingPolicy.type"] = (Oldest, ["Percent", "Pods"]),
        ["autoscaling.v2.HPAScalingRules.selectPolicy"] = (Oldest, ["Disabled", "Max", "Min"]),
        ["autoscaling.v2.MetricSpec.type"] = (Oldest, ["ContainerResource", "External", "Object", "Pods", "Resource"]),
        ["autoscaling.v2.MetricTarget.type"] = (Oldest, ["AverageValue", "Utilization", "Value"]),
        // Version 1.34 only looks at the policies of init containers.
        ["core.v1.Container.restartPolicy"] = (35, ["Always", "Never", "OnFailure"]),
        // Version 1.34 drops image volumes unread.
        ["core.v1.ImageVolumeSource.pullPolicy"] = (35, ["Always", "IfNotPresent", "Never"]),
        ["core.v1.PodOS.name"] = (Oldest, ["linux", "windows"]),
        ["core.v1.ServiceSpec.trafficDistribution"] = (Oldest, ["PreferClose", "PreferSameNode", "PreferSameZone"]),
        ["meta.v1.LabelSelectorRequirement.operator"] = (Oldest, ["DoesNotExist", "Exists", "In", "NotIn"]),
        ["rbac.v1.RoleRef.apiGroup"] = (Oldest, ["rbac.authorization.k8s.io"]),
        ["rbac.v1.RoleRef.kind"] = (Oldest, ["ClusterRole", "Role"]),
        ["rbac.v1.Subject.kind"] = (Oldest, ["Group", "ServiceAccount", "User"]),
    };

    // The schema lists it, but the server refuses it: behind a feature gate that is off, or for another use of the type.
    private static readonly HashSet<string> Refused = new(StringComparer.Ordinal)
    {
        "core.v1.Toleration.operator=Gt", "core.v1.Toleration.operator=Lt", "storage.v1.StorageClass.reclaimPolicy=Recycle",
    };

    public static bool MayBeAbsent(string field) => Absent.Contains(field);

    /// <summary>The minor version from which validation asks for a field that the schema leaves out; null if it doesn't.</summary>
    public static int? RequiredFrom(string field) => Required.TryGetValue(field, out var minor) ? minor : null;

    public static bool MayBeEmpty(string field) => Empty.Contains(field);

    /// <summary>The values that validation takes of a field whose schema lists none, and from which minor version on.</summary>
    public static (int Minor, string[] Values)? Values(string field) => Enumerations.TryGetValue(field, out var values) ? values : null;

    public static bool IsRefused(string field, string value) => Refused.Contains($"{field}={value}");
}
