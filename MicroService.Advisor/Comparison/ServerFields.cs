using System.Collections.Frozen;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Comparison;

/// <summary>What the API server and the controllers of Kubernetes fill in, by the field's name: the value, or anything.</summary>
/// <remarks>Kubernetes: pkg/apis/*/v1/defaults.go and the strategies in pkg/registry, version 1.37.</remarks>
internal static class ServerFields
{
    private const string Any = "*";

    private static readonly FrozenDictionary<string, string[]> Defaults = new Dictionary<string, string[]>
    {
        // Pods and containers.
        ["terminationMessagePath"] = ["/dev/termination-log"],
        ["terminationMessagePolicy"] = ["File"],
        ["imagePullPolicy"] = ["IfNotPresent", "Always"],
        ["dnsPolicy"] = ["ClusterFirst"],
        ["restartPolicy"] = ["Always"],
        ["schedulerName"] = ["default-scheduler"],
        ["terminationGracePeriodSeconds"] = ["30"],
        ["enableServiceLinks"] = ["true"],
        ["preemptionPolicy"] = ["PreemptLowerPriority"],
        ["priority"] = [Any],
        ["serviceAccount"] = [Any],
        ["serviceAccountName"] = ["default"],
        ["nodeName"] = [Any],
        ["protocol"] = ["TCP"],
        ["scheme"] = ["HTTP"],
        ["timeoutSeconds"] = ["1", "10", "10800"],
        ["periodSeconds"] = ["10"],
        ["successThreshold"] = ["1"],
        ["failureThreshold"] = ["3"],
        ["divisor"] = ["0"],
        ["defaultMode"] = ["420"],
        ["expirationSeconds"] = ["3600"],
        ["procMount"] = ["Default"],
        ["tolerationSeconds"] = ["300"],
        ["apiVersion"] = ["v1"],

        // Workloads.
        ["progressDeadlineSeconds"] = ["600"],
        ["revisionHistoryLimit"] = ["10"],
        ["maxSurge"] = ["25%", "0"],
        ["maxUnavailable"] = ["25%", "1"],
        ["partition"] = ["0"],
        ["podManagementPolicy"] = ["OrderedReady"],
        ["whenDeleted"] = ["Retain"],
        ["whenScaled"] = ["Retain"],
        ["replicas"] = ["1"],
        ["backoffLimit"] = ["6"],
        ["completionMode"] = ["NonIndexed"],
        ["completions"] = ["1"],
        ["parallelism"] = ["1"],
        ["suspend"] = ["false"],
        ["manualSelector"] = ["false"],
        ["podReplacementPolicy"] = [Any],
        ["concurrencyPolicy"] = ["Allow"],
        ["failedJobsHistoryLimit"] = ["1"],
        ["successfulJobsHistoryLimit"] = ["3"],
        ["minReplicas"] = ["1"],

        // Services and storage.
        ["clusterIP"] = [Any],
        ["clusterIPs"] = [Any],
        ["ipFamilies"] = [Any],
        ["ipFamilyPolicy"] = [Any],
        ["internalTrafficPolicy"] = ["Cluster"],
        ["externalTrafficPolicy"] = ["Cluster"],
        ["sessionAffinity"] = ["None"],
        ["nodePort"] = [Any],
        ["healthCheckNodePort"] = [Any],
        ["allocateLoadBalancerNodePorts"] = ["true"],
        ["volumeName"] = [Any],
        ["volumeMode"] = ["Filesystem"],
        ["storageClassName"] = [Any],
        ["claimRef"] = [Any],
        ["persistentVolumeReclaimPolicy"] = ["Retain", "Delete"],
        ["reclaimPolicy"] = ["Delete"],
        ["volumeBindingMode"] = ["Immediate"],
        ["policyTypes"] = [Any],
        ["finalizers"] = [Any],

        // Others.
        ["type"] = ["RollingUpdate", "ClusterIP", "Opaque", ""],
        ["apiGroup"] = ["rbac.authorization.k8s.io", ""],
        ["matchPolicy"] = ["Equivalent"],
        ["reinvocationPolicy"] = ["Never"],
        ["scope"] = ["*"],
        ["port"] = ["443"],
        ["strategy"] = ["None"],
        ["listKind"] = [Any],
        ["singular"] = [Any],
        ["default"] = [Any],
        ["defaultRequest"] = [Any],
        ["failurePolicy"] = ["Fail"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Keys =
    [
        "kubernetes.io/metadata.name", "deprecated.daemonset.template.generation", "controller-uid", "job-name", "pod-template-hash",
        "kubectl.kubernetes.io/last-applied-configuration",
    ];

    private static readonly string[] Prefixes =
    [
        "deployment.kubernetes.io/", "batch.kubernetes.io/", "pv.kubernetes.io/", "volume.kubernetes.io/", "volume.beta.kubernetes.io/",
        "autoscaling.alpha.kubernetes.io/", "topology.kubernetes.io/",
    ];

    /// <summary>Whether a server may have filled in a value that is no mapping and no list.</summary>
    public static bool IsFilledIn(Node leaf)
    {
        var value = (leaf as ScalarNode)?.Value ?? "";
        for (Node? at = leaf; at?.Parent is { } parent; at = parent)
        {
            if (parent is not MappingNode mapping)
            {
                continue;
            }

            var key = mapping.KeyOf(at);
            if (Defaults.TryGetValue(key, out var values) && (values is [Any] || (ReferenceEquals(at, leaf) && values.Contains(value, StringComparer.Ordinal)))
                && !IsMap(mapping))
            {
                return true;
            }

            if (IsOfController(key) || IsInjected(at) || IsCopied(mapping, key, value))
            {
                return true;
            }
        }

        return false;
    }

    // In labels, annotations and data any name is a person's.
    private static bool IsMap(MappingNode mapping) =>
        mapping.Parent is MappingNode owner && owner.KeyOf(mapping) is "labels" or "annotations" or "matchLabels" or "data" or "nodeSelector";

    private static bool IsOfController(string key) =>
        Keys.Contains(key, StringComparer.Ordinal) || Array.Exists(Prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    // The token of a service account, and what keeps pods on nodes that are not ready, in each pod.
    private static bool IsInjected(Node at) => at.Parent is MappingNode mapping
        && (mapping.Text("name")?.StartsWith("kube-api-access-", StringComparison.Ordinal) == true
            || mapping.Text("mountPath") == "/var/run/secrets/kubernetes.io/serviceaccount"
            || (mapping.Text("key") is "node.kubernetes.io/not-ready" or "node.kubernetes.io/unreachable" && mapping.Text("effect") == "NoExecute"));

    // Requests from limits, the target port from the port.
    private static bool IsCopied(MappingNode mapping, string key, string value) =>
        (mapping.Parent is MappingNode owner && owner.KeyOf(mapping) == "requests" && owner.Mapping("limits")?.Text(key) == value)
        || (key == "targetPort" && mapping.Text("port") == value);
}
