using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Admission;

/// <summary>
/// Registers a workload as a ValidatingAdmissionWebhook: one that warns, and one that denies in labelled namespaces. Only the creation and the
/// update of workloads and bare pods reach it, and ephemeral containers; never a delete, a binding, an eviction or a status, which could keep pods
/// from ending or starting.
/// </summary>
internal static class AdmissionWebhook
{
    private const string PortName = "admission";
    private const string Volume = "admission";
    private const string Folder = "/etc/microservice/admission";
    private const int ServicePort = 443;

    // 0440: readable by the pod's group, which fsGroup sets.
    private const long GroupReadable = 288;

    // An object with a controller that is audited itself is answered for; the controller has no ephemeral containers.
    private const string Unowned =
        "(has(request.subResource) && request.subResource == 'ephemeralcontainers') || !has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(o, has(o.controller) && o.controller && "
        + "o.kind in ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'ReplicationController'] && "
        + "o.apiVersion in ['apps/v1', 'batch/v1', 'v1'])";

    private const string Staying = "!has(object.metadata.deletionTimestamp)";

    public static void Apply(WorkloadManifest manifest, KubernetesOptions options)
    {
        var settings = options.Admission;
        if (!settings.IsOf(manifest.Workload.Resource))
        {
            return;
        }

        Mount(manifest, settings);
        Listen(manifest, settings);
        manifest.Add(Configuration(manifest, settings, "warn", "/v1/admission", []));
        var labelled = MappingNode.Of((settings.DenyLabel, "deny"));
        manifest.Add(Configuration(manifest, settings, "deny", "/v1/admission/deny", [("matchLabels", labelled)]));
    }

    private static void Mount(WorkloadManifest manifest, AdmissionSettings settings)
    {
        manifest.Container.AddNamed("env", Variable("CertificateFile", $"{Folder}/tls.crt"));
        manifest.Container.AddNamed("env", Variable("KeyFile", $"{Folder}/tls.key"));
        manifest.Container.AddNamed("env", Variable("Port", $"{settings.Port}"));
        if (settings.VerifiesClients)
        {
            manifest.Container.AddNamed("env", Variable("ClientAuthorityFile", $"{Folder}/ca.crt"));
        }

        if (manifest.PodSpec.Named("volumes", Volume) is null)
        {
            var secret = settings.CertificateSecret ?? $"{manifest.Workload.Name}-admission-tls";
            manifest.PodSpec.AddNamed("volumes", MappingNode.Of(
                ("name", Volume), ("secret", MappingNode.Of(("secretName", secret), ("defaultMode", GroupReadable)))));
        }

        // No subPath: such a mount would never see a rotated certificate.
        manifest.Container.AddNamed("volumeMounts", MappingNode.Of(("name", Volume), ("mountPath", Folder), ("readOnly", true)));
    }

    private static void Listen(WorkloadManifest manifest, AdmissionSettings settings)
    {
        manifest.Container.AddNamed("ports", MappingNode.Of(("name", PortName), ("containerPort", settings.Port), ("protocol", "TCP")));
        manifest.Find("Service", manifest.Workload.Name)?.Ensure("spec")
            .AddNamed("ports", MappingNode.Of(("name", PortName), ("port", ServicePort), ("targetPort", PortName), ("protocol", "TCP")));
    }

    private static MappingNode Configuration(
        WorkloadManifest manifest, AdmissionSettings settings, string verb, string path, ReadOnlySpan<(string Key, Node Value)> selector)
    {
        var name = manifest.Workload.Name;
        var metadata = manifest.MetadataOf($"{manifest.Namespace}-{name}-admission-{verb}");
        metadata.Remove("namespace");
        if (settings.InjectFrom is { } certificate)
        {
            metadata.Set("annotations", MappingNode.Of(("cert-manager.io/inject-ca-from", certificate)));
        }

        var service = MappingNode.Of(("name", name), ("namespace", manifest.Namespace), ("path", path), ("port", ServicePort));
        var client = MappingNode.Of(("service", service));
        if (settings.Authorities is { } authorities)
        {
            client.Set("caBundle", Convert.ToBase64String(Encoding.UTF8.GetBytes(authorities)));
        }

        // The cluster's own pods must start whatever happens here.
        var namespaces = MappingNode.Of([
            .. selector,
            ("matchExpressions", SequenceNode.Of(MappingNode.Of(
                ("key", "kubernetes.io/metadata.name"), ("operator", "NotIn"), ("values", SequenceNode.Of("kube-system", "kube-node-lease", "kube-public"))))),
        ]);
        return MappingNode.Of(
            ("apiVersion", "admissionregistration.k8s.io/v1"),
            ("kind", "ValidatingWebhookConfiguration"),
            ("metadata", metadata),
            ("webhooks", SequenceNode.Of(MappingNode.Of(
                ("name", $"{verb}.advisor.microservice.dev"),
                ("admissionReviewVersions", SequenceNode.Of("v1")),
                ("clientConfig", client),
                ("rules", Rules()),
                ("matchPolicy", "Equivalent"),
                ("namespaceSelector", namespaces),
                ("matchConditions", SequenceNode.Of(Condition("not-owned", Unowned), Condition("not-leaving", Staying))),
                ("failurePolicy", "Ignore"),
                ("sideEffects", "None"),
                ("timeoutSeconds", settings.TimeoutSeconds)))));
    }

    private static SequenceNode Rules() => SequenceNode.Of(
        Rule("apps", ["CREATE", "UPDATE"], ["deployments", "statefulsets", "daemonsets", "replicasets"]),
        Rule("batch", ["CREATE", "UPDATE"], ["jobs", "cronjobs"]),
        Rule("", ["CREATE", "UPDATE"], ["pods", "replicationcontrollers"]),
        Rule("", ["UPDATE"], ["pods/ephemeralcontainers"]));

    private static MappingNode Rule(string group, ReadOnlySpan<Node> operations, ReadOnlySpan<Node> resources) => MappingNode.Of(
        ("apiGroups", SequenceNode.Of(new ScalarNode(group, ScalarKind.String))),
        ("apiVersions", SequenceNode.Of("v1")),
        ("operations", SequenceNode.Of(operations)),
        ("resources", SequenceNode.Of(resources)),
        ("scope", "Namespaced"));

    private static MappingNode Condition(string name, string expression) => MappingNode.Of(("name", name), ("expression", expression));

    private static MappingNode Variable(string key, string value) =>
        MappingNode.Of(("name", $"Admission__{key}"), ("value", new ScalarNode(value, ScalarKind.String)));
}
