using static MicroService.Tests.Advisor.Generation.Shape;

namespace MicroService.Tests.Advisor.Generation;

/// <summary>The shapes of the kinds that rules look into, from which manifests are generated.</summary>
internal static class ObjectShapes
{
    private static readonly Shape Metadata = Shape.Object(
        ("name", Text), ("generateName", Text), ("namespace", Text), ("labels", Labels), ("annotations", Labels));

    private static readonly Shape Selector = Shape.Object(
        ("matchLabels", Labels),
        ("matchExpressions", ListOf(Shape.Object(("key", Text), ("operator", Text), ("values", ListOf(Text))))));

    private static readonly Shape HttpGet = Shape.Object(("path", Text), ("port", IntegerOrText), ("scheme", Text), ("host", Text));

    private static readonly Shape Handler = Shape.Object(
        ("exec", Shape.Object(("command", ListOf(Text)))),
        ("httpGet", HttpGet),
        ("tcpSocket", Shape.Object(("port", IntegerOrText), ("host", Text))),
        ("sleep", Shape.Object(("seconds", Integer))));

    private static readonly Shape Probe = Shape.Object(
        ("exec", Shape.Object(("command", ListOf(Text)))),
        ("httpGet", HttpGet),
        ("tcpSocket", Shape.Object(("port", IntegerOrText), ("host", Text))),
        ("grpc", Shape.Object(("port", Integer), ("service", Text))),
        ("initialDelaySeconds", Integer), ("periodSeconds", Integer), ("timeoutSeconds", Integer),
        ("failureThreshold", Integer), ("successThreshold", Integer), ("terminationGracePeriodSeconds", Integer));

    private static readonly Shape Seccomp = Shape.Object(("type", Text), ("localhostProfile", Text));

    private static readonly Shape SeLinux = Shape.Object(("type", Text), ("user", Text), ("role", Text), ("level", Text));

    private static readonly Shape Windows = Shape.Object(("hostProcess", Flag), ("runAsUserName", Text));

    private static readonly Shape KeyRef = Shape.Object(("name", Text), ("key", Text), ("optional", Flag));

    private static readonly Shape Container = Shape.Object(
        ("name", Text), ("image", Text), ("imagePullPolicy", Text), ("restartPolicy", Text),
        ("command", ListOf(Text)), ("args", ListOf(Text)), ("workingDir", Text),
        ("ports", ListOf(Shape.Object(("name", Text), ("containerPort", Integer), ("hostPort", Integer), ("protocol", Text)))),
        ("env", ListOf(Shape.Object(
            ("name", Text), ("value", Text),
            ("valueFrom", Shape.Object(
                ("secretKeyRef", KeyRef), ("configMapKeyRef", KeyRef),
                ("fieldRef", Shape.Object(("fieldPath", Text))),
                ("resourceFieldRef", Shape.Object(("resource", Text), ("containerName", Text)))))))),
        ("envFrom", ListOf(Shape.Object(
            ("prefix", Text), ("configMapRef", KeyRef), ("secretRef", KeyRef)))),
        ("volumeMounts", ListOf(Shape.Object(
            ("name", Text), ("mountPath", Text), ("subPath", Text), ("subPathExpr", Text), ("readOnly", Flag), ("mountPropagation", Text)))),
        ("resources", Shape.Object(("requests", MapOf(Amount)), ("limits", MapOf(Amount)))),
        ("livenessProbe", Probe), ("readinessProbe", Probe), ("startupProbe", Probe),
        ("lifecycle", Shape.Object(("preStop", Handler), ("postStart", Handler))),
        ("securityContext", Shape.Object(
            ("runAsNonRoot", Flag), ("runAsUser", Integer), ("runAsGroup", Integer), ("privileged", Flag),
            ("allowPrivilegeEscalation", Flag), ("readOnlyRootFilesystem", Flag), ("procMount", Text),
            ("seccompProfile", Seccomp), ("appArmorProfile", Seccomp), ("seLinuxOptions", SeLinux), ("windowsOptions", Windows),
            ("capabilities", Shape.Object(("add", ListOf(Text)), ("drop", ListOf(Text)))))));

    private static readonly Shape PodSpec = Shape.Object(
        ("containers", ListOf(Container)), ("initContainers", ListOf(Container)),
        ("restartPolicy", Text), ("terminationGracePeriodSeconds", Integer), ("activeDeadlineSeconds", Integer),
        ("resources", Shape.Object(("requests", MapOf(Amount)), ("limits", MapOf(Amount)))),
        ("serviceAccountName", Text), ("serviceAccount", Text), ("automountServiceAccountToken", Flag),
        ("os", Shape.Object(("name", Text))), ("nodeSelector", Labels),
        ("hostNetwork", Flag), ("hostPID", Flag), ("hostIPC", Flag), ("hostUsers", Flag),
        ("securityContext", Shape.Object(
            ("runAsNonRoot", Flag), ("runAsUser", Integer), ("runAsGroup", Integer), ("fsGroup", Integer),
            ("seccompProfile", Seccomp), ("appArmorProfile", Seccomp), ("seLinuxOptions", SeLinux), ("windowsOptions", Windows),
            ("supplementalGroups", ListOf(Integer)),
            ("sysctls", ListOf(Shape.Object(("name", Text), ("value", Text)))))),
        ("imagePullSecrets", ListOf(Shape.Object(("name", Text)))),
        ("topologySpreadConstraints", ListOf(Shape.Object(
            ("topologyKey", Text), ("whenUnsatisfiable", Text), ("maxSkew", Integer), ("labelSelector", Selector)))),
        ("affinity", Shape.Object(("podAntiAffinity", Shape.Object()), ("podAffinity", Shape.Object()), ("nodeAffinity", Shape.Object()))),
        ("volumes", ListOf(Shape.Object(
            ("name", Text),
            ("emptyDir", Shape.Object(("sizeLimit", Amount), ("medium", Text))),
            ("hostPath", Shape.Object(("path", Text))),
            ("configMap", KeyRef),
            ("secret", Shape.Object(("secretName", Text), ("optional", Flag))),
            ("projected", Shape.Object(("sources", ListOf(Shape.Object(("configMap", KeyRef), ("secret", KeyRef)))))),
            ("persistentVolumeClaim", Shape.Object(("claimName", Text)))))));

    private static readonly Shape Template = Shape.Object(("metadata", Metadata), ("spec", PodSpec));

    private static readonly Shape RollingUpdate = Shape.Object(
        ("type", Text), ("rollingUpdate", Shape.Object(("maxUnavailable", IntegerOrText), ("maxSurge", IntegerOrText), ("partition", Integer))));

    private static readonly Shape WorkloadSpec = Shape.Object(
        ("replicas", Integer), ("selector", Selector), ("template", Template), ("strategy", RollingUpdate), ("updateStrategy", RollingUpdate),
        ("minReadySeconds", Integer), ("progressDeadlineSeconds", Integer), ("revisionHistoryLimit", Integer), ("serviceName", Text),
        ("volumeClaimTemplates", ListOf(Shape.Object(("metadata", Metadata)))));

    private static readonly Shape JobSpec = Shape.Object(
        ("template", Template), ("backoffLimit", Integer), ("activeDeadlineSeconds", Integer), ("ttlSecondsAfterFinished", Integer));

    private static readonly Shape PolicyRules = ListOf(Shape.Object(
        ("from", ListOf(Shape.Object(("podSelector", Selector), ("namespaceSelector", Selector)))),
        ("to", ListOf(Shape.Object(("podSelector", Selector), ("namespaceSelector", Selector)))),
        ("ports", ListOf(Shape.Object(("port", IntegerOrText), ("protocol", Text))))));

    private static readonly Shape RoleRules = ListOf(Shape.Object(
        ("apiGroups", ListOf(Text)), ("resources", ListOf(Text)), ("verbs", ListOf(Text)), ("resourceNames", ListOf(Text)), ("nonResourceURLs", ListOf(Text))));

    private static readonly Shape.ObjectShape Binding = Shape.Object(
        ("roleRef", Shape.Object(("kind", Text), ("name", Text))),
        ("subjects", ListOf(Shape.Object(("kind", Text), ("name", Text), ("namespace", Text)))));

    private static readonly Shape IngressBackend = Shape.Object(
        ("service", Shape.Object(("name", Text), ("port", Shape.Object(("name", Text), ("number", Integer))))), ("serviceName", Text), ("servicePort", IntegerOrText));

    private static readonly Shape MetricTarget = Shape.Object(("type", Text), ("averageUtilization", Integer));

    private static readonly Dictionary<string, Shape.ObjectShape> ByKind = new(StringComparer.Ordinal)
    {
        ["Deployment"] = Shape.Object(("spec", WorkloadSpec)),
        ["StatefulSet"] = Shape.Object(("spec", WorkloadSpec)),
        ["DaemonSet"] = Shape.Object(("spec", WorkloadSpec)),
        ["ReplicaSet"] = Shape.Object(("spec", WorkloadSpec)),
        ["ReplicationController"] = Shape.Object(("spec", Shape.Object(("replicas", Integer), ("selector", Labels), ("template", Template)))),
        ["Job"] = Shape.Object(("spec", JobSpec)),
        ["CronJob"] = Shape.Object(("spec", Shape.Object(
            ("schedule", Text), ("concurrencyPolicy", Text), ("startingDeadlineSeconds", Integer), ("suspend", Flag),
            ("successfulJobsHistoryLimit", Integer), ("failedJobsHistoryLimit", Integer),
            ("jobTemplate", Shape.Object(("metadata", Metadata), ("spec", JobSpec)))))),
        ["Pod"] = Shape.Object(("spec", PodSpec)),
        ["Service"] = Shape.Object(("spec", Shape.Object(
            ("type", Text), ("selector", Labels), ("clusterIP", Text), ("externalName", Text),
            ("ports", ListOf(Shape.Object(("name", Text), ("port", Integer), ("targetPort", IntegerOrText), ("nodePort", Integer), ("protocol", Text))))))),
        ["ConfigMap"] = Shape.Object(("data", Labels), ("binaryData", Labels)),
        ["Secret"] = Shape.Object(("data", Labels), ("stringData", Labels), ("type", Text)),
        ["HorizontalPodAutoscaler"] = Shape.Object(("spec", Shape.Object(
            ("minReplicas", Integer), ("maxReplicas", Integer), ("scaleTargetRef", Shape.Object(("kind", Text), ("name", Text), ("apiVersion", Text))),
            ("targetCPUUtilizationPercentage", Integer),
            ("metrics", ListOf(Shape.Object(
                ("type", Text),
                ("resource", Shape.Object(("name", Text), ("targetAverageUtilization", Integer), ("target", MetricTarget))),
                ("containerResource", Shape.Object(("name", Text), ("container", Text), ("target", MetricTarget))))))))),
        ["PodDisruptionBudget"] = Shape.Object(("spec", Shape.Object(
            ("minAvailable", IntegerOrText), ("maxUnavailable", IntegerOrText), ("selector", Selector)))),
        ["NetworkPolicy"] = Shape.Object(("spec", Shape.Object(
            ("podSelector", Selector), ("policyTypes", ListOf(Text)), ("ingress", PolicyRules), ("egress", PolicyRules)))),
        ["ServiceAccount"] = Shape.Object(("automountServiceAccountToken", Flag), ("imagePullSecrets", ListOf(Shape.Object(("name", Text))))),
        ["Role"] = Shape.Object(("rules", RoleRules)),
        ["ClusterRole"] = Shape.Object(("rules", RoleRules)),
        ["RoleBinding"] = Binding,
        ["ClusterRoleBinding"] = Binding,
        ["Ingress"] = Shape.Object(("spec", Shape.Object(
            ("ingressClassName", Text), ("defaultBackend", IngressBackend), ("backend", IngressBackend),
            ("rules", ListOf(Shape.Object(("host", Text), ("http", Shape.Object(("paths", ListOf(Shape.Object(("path", Text), ("backend", IngressBackend))))))))),
            ("tls", ListOf(Shape.Object(("hosts", ListOf(Text)), ("secretName", Text))))))),
    };

    private static readonly Shape AnyKind = Shape.Object(("metadata", Metadata));

    /// <summary>The shape of a kind; of a kind that isn't known, only the metadata's.</summary>
    public static Shape Of(string kind, string group) =>
        IsBuiltIn(group) && ByKind.TryGetValue(kind, out var shape) ? shape.And(("metadata", Metadata)) : AnyKind;

    // A custom resource may share a kind's name: Knative's Service, for one.
    private static bool IsBuiltIn(string group) =>
        group is "" or "apps" or "batch" or "autoscaling" or "policy" or "extensions" || group.EndsWith(".k8s.io", StringComparison.Ordinal);
}
