using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>No API, field, value, label or annotation is used that Kubernetes deprecates.</summary>
/// <remarks>
/// Kubernetes: pkg/api/pod/warnings.go, pkg/api/service/warnings.go, pkg/api/persistentvolume/util.go,
/// pkg/api/persistentvolumeclaim/util.go,
/// pkg/api/storage/util.go, and the strategies in pkg/registry.
/// </remarks>
public sealed class DeprecatedFieldRule : PlaceRule
{
    private const string IngressClass = "kubernetes.io/ingress.class";
    private const string StorageClass = "volume.beta.kubernetes.io/storage-class";
    private const string MountOptions = "volume.beta.kubernetes.io/mount-options";
    private const string TopologyHints = "service.kubernetes.io/topology-aware-hints";
    private const string TopologyMode = "service.kubernetes.io/topology-mode";
    private const string MountableSecrets = "kubernetes.io/enforce-mountable-secrets";
    private const string CriticalPod = "scheduler.alpha.kubernetes.io/critical-pod";
    private const string PodSeccomp = "seccomp.security.alpha.kubernetes.io/pod";
    private const string ContainerSeccomp = "container.seccomp.security.alpha.kubernetes.io/";
    private const string ContainerAppArmor = "container.apparmor.security.beta.kubernetes.io/";

    // Since when the kubelet has no driver for it.
    private static readonly (string Source, string Removed, string Advice)[] Volumes =
    [
        ("photonPersistentDisk", "1.16", CsiAdvice), ("scaleIO", "1.22", CsiAdvice), ("flocker", "1.25", CsiAdvice), ("storageos", "1.25", CsiAdvice),
        ("quobyte", "1.25", CsiAdvice), ("glusterfs", "1.26", CsiAdvice), ("cephfs", "1.31", CsiAdvice), ("rbd", "1.31", CsiAdvice),
    ];

    private const string CsiAdvice = "Use the CSI driver of the storage.";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "deprecated-field",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Nothing is used that Kubernetes deprecates",
        Why = "The API server accepts these APIs, fields, labels and annotations with a warning. Some do nothing any more, such as the seccomp annotations, and a later version drops the others.",
        Reference = new Uri("https://kubernetes.io/docs/reference/labels-annotations-taints/"),
        Checklist = "sane defaults",
        FixSummary = "Writes the successor where there is one with the same meaning.",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) => candidate switch
    {
        _ when PodTemplate.Of(candidate) is { } pod => DeprecatedLabels.OfPod(pod).Concat(OfPod(pod)),
        { Kind: "Service", ApiVersion: "v1" } => OfService(candidate),
        { Kind: "Ingress", Group: "networking.k8s.io" } => OfIngress(candidate),
        { Kind: "PersistentVolume", ApiVersion: "v1" } => OfVolume(candidate),
        { Kind: "PersistentVolumeClaim", ApiVersion: "v1" } => StorageClassOf(candidate),
        { Kind: "ServiceAccount", ApiVersion: "v1" } => Annotation(
            candidate.Annotations, MountableSecrets, "has been deprecated since Kubernetes 1.32. Keep the Secrets that pods must not mount in another namespace."),
        { Kind: "StorageClass", Group: "storage.k8s.io" } =>
            candidate.Root.Mappings("allowedTopologies").SelectMany(term => DeprecatedLabels.Expressions(term, "matchLabelExpressions")),
        { Kind: "CSIStorageCapacity", Group: "storage.k8s.io" } when candidate.Root.Mapping("nodeTopology") is { } topology =>
            DeprecatedLabels.Keys(topology.Mapping("matchLabels")).Concat(DeprecatedLabels.Expressions(topology, "matchExpressions")),
        { Kind: "RuntimeClass", Group: "node.k8s.io" } => DeprecatedLabels.Keys(candidate.Root.Mapping("scheduling")?.Mapping("nodeSelector")),
        { Kind: "EndpointSlice", Group: "discovery.k8s.io" } when candidate.Root.Scalar("addressType") is { Value: "FQDN" } type =>
            [new Place(type, "Endpoints by host name are deprecated, and kube-proxy ignores them. Write IP addresses, or a Service of type ExternalName.")],
        // The cluster makes one for each Service still.
        { Kind: "Endpoints", ApiVersion: "v1", IsFromCluster: false } =>
            [new Place(candidate.Root["kind"] ?? candidate.Root, "Endpoints has been deprecated since Kubernetes 1.33. Write an EndpointSlice of discovery.k8s.io/v1 with the label kubernetes.io/service-name.")],
        { Kind: "Node", ApiVersion: "v1", Spec: { } spec } => OfNode(spec),
        _ when context.Definitions.Find(candidate) is { Deprecation: { } deprecation } => [new Place(candidate.Root["apiVersion"] ?? candidate.Root, deprecation)],
        _ => [],
    };

    private static IEnumerable<Place> OfPod(PodTemplate pod)
    {
        foreach (var volume in pod.Volumes)
        {
            if (volume["gitRepo"] is MappingNode repository)
            {
                yield return new Place(repository, "gitRepo volumes are deprecated, and the kubelet disables them by default. Clone the repository in an init container into an emptyDir.");
            }

            foreach (var place in Sources(volume))
            {
                yield return place;
            }
        }

        if (pod.Annotations is not { } annotations)
        {
            yield break;
        }

        foreach (var entry in annotations.Entries)
        {
            if (AdviceOn(entry.Name, pod) is { } advice)
            {
                yield return new Place(
                    entry.Key,
                    $"The annotation {entry.Name} {advice}",
                    entry.Name == CriticalPod ? Fix.Safe("remove the annotation").Remove(annotations, CriticalPod) : null);
            }
        }
    }

    private static string? AdviceOn(string annotation, PodTemplate pod) => annotation switch
    {
        CriticalPod => "has had no effect since Kubernetes 1.16. Write priorityClassName.",
        "security.alpha.kubernetes.io/sysctls" or "security.alpha.kubernetes.io/unsafe-sysctls" =>
            "has had no effect since Kubernetes 1.11. Write securityContext.sysctls.",
        PodSeccomp when Has(pod.Spec, "seccompProfile") => null,
        PodSeccomp => "has had no effect since Kubernetes 1.27. Write securityContext.seccompProfile.",
        _ when ContainerOf(annotation, ContainerSeccomp, pod) is { } container && !Has(container, "seccompProfile") =>
            "has had no effect since Kubernetes 1.27. Write securityContext.seccompProfile of the container.",
        _ when ContainerOf(annotation, ContainerAppArmor, pod) is { } container && !Has(container, "appArmorProfile") && !Has(pod.Spec, "appArmorProfile") =>
            "has been deprecated since Kubernetes 1.30. Write securityContext.appArmorProfile of the container.",
        _ => null,
    };

    private static bool Has(MappingNode owner, string field) => owner.Mapping("securityContext")?.Mapping(field) is not null;

    private static MappingNode? ContainerOf(string annotation, string prefix, PodTemplate pod) =>
        annotation.StartsWith(prefix, StringComparison.Ordinal)
            ? pod.Containers.FirstOrDefault(container => annotation.AsSpan(prefix.Length).SequenceEqual(container.Text("name")))
            : null;

    private static IEnumerable<Place> Sources(MappingNode owner) =>
        from known in Volumes
        let source = owner.Mapping(known.Source)
        where source is not null
        select new Place(source, $"{known.Source} volumes have not worked since Kubernetes {known.Removed}. {known.Advice}");

    private static IEnumerable<Place> OfService(KubernetesObject service)
    {
        var hints = Annotation(
            service.Annotations, TopologyHints, $"is deprecated. Write {TopologyMode}, or spec.trafficDistribution.",
            annotations => annotations.Has(TopologyMode) ? null : Fix.Review($"use the annotation {TopologyMode}").Rename(annotations, TopologyHints, TopologyMode));
        return service.Spec?.Scalar("trafficDistribution") is not { } distribution ? hints : hints.Append(
            distribution.Value == "PreferClose"
                ? new Place(
                    distribution, "PreferClose is the deprecated name of PreferSameZone. Write PreferSameZone, which Kubernetes knows from 1.34 on.",
                    Fix.Review("use PreferSameZone").Set(service.Spec, ["trafficDistribution"], "PreferSameZone"))
                : new Place(distribution));
    }

    private static IEnumerable<Place> OfIngress(KubernetesObject ingress)
    {
        // Both together are refused.
        var spec = ingress.Spec;
        return spec is null || spec.Has("ingressClassName") ? [] : Annotation(
            ingress.Annotations, IngressClass, "is deprecated. Write spec.ingressClassName, the name of an IngressClass.",
            annotations => annotations.Text(IngressClass) is { } name && ValidName.IsDnsSubdomain(name)
                ? Fix.Review($"write ingressClassName: {name}").Remove(annotations, IngressClass).Set(spec, ["ingressClassName"], name)
                : null);
    }

    private static IEnumerable<Place> OfVolume(KubernetesObject volume)
    {
        var options = Annotation(volume.Annotations, MountOptions, "has been deprecated since Kubernetes 1.31. List the options in spec.mountOptions.");
        foreach (var place in StorageClassOf(volume).Concat(options))
        {
            yield return place;
        }

        if (volume.Spec is not { } spec)
        {
            yield break;
        }

        if (spec.Scalar("persistentVolumeReclaimPolicy") is { Value: "Recycle" } policy)
        {
            yield return new Place(policy, "Recycle is deprecated. Write Retain or Delete, and let a StorageClass provision volumes.");
        }

        var labels = spec.Mapping("nodeAffinity")?.Mapping("required")?.Mappings("nodeSelectorTerms") ?? [];
        foreach (var place in labels.SelectMany(term => DeprecatedLabels.Expressions(term, "matchExpressions")).Concat(Sources(spec)))
        {
            yield return place;
        }
    }

    private static IEnumerable<Place> StorageClassOf(KubernetesObject storage) =>
        Annotation(
            storage.Annotations, StorageClass, "has been deprecated since Kubernetes 1.8. Write spec.storageClassName.",
            annotations => storage.Spec is { } spec && !spec.Has("storageClassName") && annotations.Text(StorageClass) is { } name
                ? Fix.Review($"write storageClassName: {name}").Remove(annotations, StorageClass).Set(spec, ["storageClassName"], name)
                : null);

    private static IEnumerable<Place> OfNode(MappingNode spec)
    {
        if (spec["externalID"] is ScalarNode { IsNull: false, Value.Length: > 0 } id)
        {
            yield return new Place(id, "Kubernetes does not use externalID any more. Remove it.", Fix.Safe("remove externalID").Remove(spec, "externalID"));
        }

        if (spec.Mapping("configSource") is { } source)
        {
            yield return new Place(source, "The kubelet has not read configSource since Kubernetes 1.24. Remove it.", Fix.Safe("remove configSource").Remove(spec, "configSource"));
        }
    }

    private static IEnumerable<Place> Annotation(MappingNode? annotations, string key, string advice, Func<MappingNode, Fix?>? fix = null) =>
        annotations?.FindWritten(key) is { } entry ? [new Place(entry.Key, $"The annotation {key} {advice}", fix?.Invoke(annotations))] : [];
}
