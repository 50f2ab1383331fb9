using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;
using MicroService.Tests.Conventions;

namespace MicroService.Tests.Advisor.Rules;

public sealed class RuleEquivalentsTests
{
    // docs/generated/checks.md of stackrox/kube-linter.
    private static readonly HashSet<string> KubeLinter =
    [
        "access-to-create-pods", "access-to-secrets", "cluster-admin-role-binding", "dangling-horizontalpodautoscaler",
        "dangling-ingress", "dangling-networkpolicy", "dangling-networkpolicypeer-podselector", "dangling-service",
        "dangling-servicemonitor", "default-service-account", "deprecated-service-account-field", "dnsconfig-options", "docker-sock",
        "drop-net-raw-capability", "duplicate-env-var", "env-value-from", "env-var-secret", "exposed-services", "host-ipc",
        "host-network", "host-pid", "hpa-minimum-three-replicas", "invalid-target-ports", "job-ttl-seconds-after-finished", "latest-tag",
        "liveness-port", "minimum-three-replicas", "mismatching-selector", "no-anti-affinity", "no-extensions-v1beta",
        "no-liveness-probe", "no-node-affinity", "no-read-only-root-fs", "no-readiness-probe", "no-rolling-update-strategy",
        "non-existent-service-account", "non-isolated-pod", "pdb-max-unavailable", "pdb-min-available",
        "pdb-unhealthy-pod-eviction-policy", "priority-class-name", "privilege-escalation-container", "privileged-container",
        "privileged-ports", "read-secret-from-env-var", "readiness-port", "required-annotation-email", "required-label-owner",
        "restart-policy", "run-as-non-root", "scc-deny-privileged-container", "schema-validation", "sensitive-host-mounts",
        "sorted-keys", "ssh-port", "startup-port", "unsafe-proc-mount", "unsafe-sysctls", "unset-cpu-requirements",
        "unset-memory-requirements", "use-namespace", "wildcard-in-rules", "writable-host-mount",
    ];

    // README_CHECKS.md of zegl/kube-score.
    private static readonly HashSet<string> KubeScore =
    [
        "deployment-strategy", "deployment-replicas", "ingress-targets-service", "cronjob-has-deadline", "cronjob-restartpolicy",
        "container-resources", "container-resource-requests-equal-limits", "container-cpu-requests-equal-limits",
        "container-memory-requests-equal-limits", "container-image-tag", "container-image-pull-policy",
        "container-ephemeral-storage-request-and-limit", "container-ephemeral-storage-request-equals-limit", "container-ports-check",
        "environment-variable-key-duplication", "statefulset-has-poddisruptionbudget", "deployment-has-poddisruptionbudget",
        "poddisruptionbudget-has-policy", "pod-networkpolicy", "networkpolicy-targets-pod", "pod-probes", "pod-probes-identical",
        "container-security-context-user-group-id", "container-security-context-privileged",
        "container-security-context-readonlyrootfilesystem", "container-seccomp-profile", "service-targets-pod", "service-type",
        "stable-version", "deployment-has-host-podantiaffinity", "statefulset-has-host-podantiaffinity",
        "deployment-targeted-by-hpa-does-not-have-replicas-configured", "statefulset-has-servicename",
        "deployment-pod-selector-labels-match-template-metadata-labels",
        "statefulset-pod-selector-labels-match-template-metadata-labels", "label-values", "horizontalpodautoscaler-has-target",
        "horizontalpodautoscaler-replicas", "pod-topology-spread-constraints",
    ];

    // The folder checks of FairwindsOps/polaris.
    private static readonly HashSet<string> Polaris =
    [
        "automountServiceAccountToken", "clusterrolePodExecAttach", "clusterrolebindingClusterAdmin", "clusterrolebindingPodExecAttach",
        "cpuLimitsMissing", "cpuRequestsMissing", "dangerousCapabilities", "deploymentMissingReplicas", "hostIPCSet", "hostNetworkSet",
        "hostPIDSet", "hostPathSet", "hostPortSet", "hostProcess", "hpaMaxAvailability", "hpaMinAvailability", "insecureCapabilities",
        "linuxHardening", "livenessProbeMissing", "memoryLimitsMissing", "memoryRequestsMissing", "metadataAndInstanceMismatched",
        "missingNetworkPolicy", "missingPodDisruptionBudget", "notReadOnlyRootFilesystem", "pdbDisruptionsIsZero",
        "pdbMinAvailableGreaterThanHPAMinReplicas", "priorityClassNotSet", "privilegeEscalationAllowed", "procMount",
        "pullPolicyNotAlways", "readinessProbeMissing", "rolePodExecAttach", "rolebindingClusterAdminClusterRole",
        "rolebindingClusterAdminRole", "rolebindingClusterRolePodExecAttach", "rolebindingRolePodExecAttach", "runAsPrivileged",
        "runAsRootAllowed", "sensitiveConfigmapContent", "sensitiveContainerEnvVar", "tagNotSpecified", "tlsSettingsMissing",
        "topologySpreadConstraint",
    ];

    [Fact]
    public void Equivalents_AreChecksThatTheToolsHave() =>
        Convention.Holds(
            "An equivalent is the name of a check of its tool.",
            from rule in RuleCatalog.All.Select(rule => rule.Definition)
            from name in rule.Equivalents.KubeLinter.Except(KubeLinter)
                .Concat(rule.Equivalents.KubeScore.Except(KubeScore))
                .Concat(rule.Equivalents.Polaris.Except(Polaris))
            select $"{rule.Id}: {name}");

    [Fact]
    public void Difference_IsOneFromAnEquivalent() =>
        Convention.Holds(
            "A rule differs on purpose from checks that it names.",
            RuleCatalog.All.Select(rule => rule.Definition)
                .Where(rule => rule.Difference is not null && rule.Equivalents == RuleEquivalents.None)
                .Select(rule => rule.Id));
}
