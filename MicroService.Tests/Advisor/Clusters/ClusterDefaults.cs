using System.Text;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Tests.Advisor.Clusters;

/// <summary>
/// Does to a written object what a cluster does on its way there and back (Kubernetes 1.37): fills in the defaults, names it, and adds
/// what controllers write. Covers the kinds that rules look at.
/// </summary>
internal static class ClusterDefaults
{
    private static readonly string[] ModedVolumes = ["secret", "configMap", "downwardAPI", "projected"];

    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    public static void FillIn(MappingNode root)
    {
        var kind = root.Text("kind");
        if (root.Text("apiVersion") is not { } version || root.Mapping("metadata") is not { } metadata)
        {
            return;
        }

        Default(Ensure(metadata, "annotations"), "kubectl.kubernetes.io/last-applied-configuration", Applied(root));
        if (root.Mapping("spec") is { } spec)
        {
            FillIn(kind, version, metadata, spec, root);
        }

        switch (kind)
        {
            case "RoleBinding" or "ClusterRoleBinding":
                if (root.Mapping("roleRef") is { } reference)
                {
                    Default(reference, "apiGroup", "rbac.authorization.k8s.io");
                }

                foreach (var subject in root.Mappings("subjects").Where(subject => subject.Text("kind") is "User" or "Group"))
                {
                    Default(subject, "apiGroup", "rbac.authorization.k8s.io");
                }

                break;
            case "Secret":
                Default(root, "type", "Opaque");
                break;
            case "Namespace":
                Default(root, "spec", MappingNode.Of(("finalizers", SequenceNode.Of("kubernetes"))));
                Default(Ensure(metadata, "labels"), "kubernetes.io/metadata.name", metadata.Text("name") ?? "");
                break;
        }

        Serve(root, metadata, kind);
    }

    private static void FillIn(string? kind, string version, MappingNode metadata, MappingNode spec, MappingNode root)
    {
        switch (kind)
        {
            case "Deployment" when version == "apps/v1":
                Default(spec, "replicas", 1);
                Default(spec, "revisionHistoryLimit", 10);
                Default(spec, "progressDeadlineSeconds", 600);
                var strategy = Ensure(spec, "strategy");
                Default(strategy, "type", "RollingUpdate");
                if (strategy.Text("type") == "RollingUpdate")
                {
                    Default(Ensure(strategy, "rollingUpdate"), "maxSurge", "25%");
                    Default(Ensure(strategy, "rollingUpdate"), "maxUnavailable", "25%");
                }

                Default(Ensure(metadata, "annotations"), "deployment.kubernetes.io/revision", "1");
                Template(spec);
                break;
            case "StatefulSet" when version == "apps/v1":
                Default(spec, "replicas", 1);
                Default(spec, "revisionHistoryLimit", 10);
                Default(spec, "podManagementPolicy", "OrderedReady");
                Default(spec, "persistentVolumeClaimRetentionPolicy", MappingNode.Of(("whenDeleted", "Retain"), ("whenScaled", "Retain")));
                var update = Ensure(spec, "updateStrategy");
                Default(update, "type", "RollingUpdate");
                if (update.Text("type") == "RollingUpdate")
                {
                    Default(Ensure(update, "rollingUpdate"), "partition", 0);
                    Default(Ensure(update, "rollingUpdate"), "maxUnavailable", 1);
                }

                foreach (var claim in spec.Mappings("volumeClaimTemplates"))
                {
                    Default(claim, "apiVersion", "v1");
                    Default(claim, "kind", "PersistentVolumeClaim");
                    Default(Ensure(claim, "spec"), "volumeMode", "Filesystem");
                    Default(claim, "status", MappingNode.Of(("phase", "Pending")));
                }

                Template(spec);
                break;
            case "DaemonSet" when version == "apps/v1":
                Default(spec, "revisionHistoryLimit", 10);
                var daemons = Ensure(spec, "updateStrategy");
                Default(daemons, "type", "RollingUpdate");
                if (daemons.Text("type") == "RollingUpdate")
                {
                    Default(Ensure(daemons, "rollingUpdate"), "maxSurge", 0);
                    Default(Ensure(daemons, "rollingUpdate"), "maxUnavailable", 1);
                }

                Default(Ensure(metadata, "annotations"), "deprecated.daemonset.template.generation", "1");
                Template(spec);
                break;
            case "ReplicaSet" or "ReplicationController":
                Default(spec, "replicas", 1);
                Template(spec);
                break;
            case "Job":
                Job(spec);
                var uid = "0c61e190-e92b-474e-8124-096bc89b98fc";
                Default(spec, "selector", MappingNode.Of(("matchLabels", MappingNode.Of(("batch.kubernetes.io/controller-uid", uid)))));
                foreach (var labels in new[] { Ensure(metadata, "labels"), Ensure(Ensure(Ensure(spec, "template"), "metadata"), "labels") })
                {
                    Default(labels, "batch.kubernetes.io/controller-uid", uid);
                    Default(labels, "batch.kubernetes.io/job-name", metadata.Text("name") ?? "");
                    Default(labels, "controller-uid", uid);
                    Default(labels, "job-name", metadata.Text("name") ?? "");
                }

                Default(spec, "completionMode", "NonIndexed");
                Default(spec, "suspend", false);
                Default(spec, "manualSelector", false);
                Default(spec, "podReplacementPolicy", "TerminatingOrFailed");
                break;
            case "CronJob":
                Default(spec, "concurrencyPolicy", "Allow");
                Default(spec, "suspend", false);
                Default(spec, "successfulJobsHistoryLimit", 3);
                Default(spec, "failedJobsHistoryLimit", 1);
                Template(Ensure(Ensure(spec, "jobTemplate"), "spec"));
                break;
            case "Pod":
                Pod(spec, metadata);
                break;
            case "Service":
                Service(spec);
                break;
            case "HorizontalPodAutoscaler" when version == "autoscaling/v2":
                Default(spec, "minReplicas", 1);
                if (!spec.Mappings("metrics").Any())
                {
                    spec.Set("metrics", SequenceNode.Of(MappingNode.Of(
                        ("type", "Resource"),
                        ("resource", MappingNode.Of(
                            ("name", "cpu"), ("target", MappingNode.Of(("type", "Utilization"), ("averageUtilization", 80))))))));
                }

                break;
            case "NetworkPolicy":
                var hasEgress = spec.Sequence("egress") is { Items.Count: > 0 };
                Default(spec, "policyTypes", hasEgress ? SequenceNode.Of("Ingress", "Egress") : SequenceNode.Of("Ingress"));
                foreach (var port in spec.Mappings("ingress").Concat(spec.Mappings("egress")).SelectMany(rule => rule.Mappings("ports")))
                {
                    Default(port, "protocol", "TCP");
                }

                break;
            case "PersistentVolumeClaim":
                Default(spec, "volumeMode", "Filesystem");
                Default(spec, "storageClassName", "standard");
                Default(spec, "volumeName", "pvc-5b3534c1");
                break;
        }

        if (kind is "Ingress" or "Service")
        {
            Default(root, "status", MappingNode.Of(("loadBalancer", new MappingNode())));
        }
    }

    /// <summary>What controllers make of a workload: a Deployment's ReplicaSet, and a pod.</summary>
    public static IEnumerable<MappingNode> Made(Workload workload)
    {
        var ns = workload.Object.WrittenNamespace;
        var (kind, name, labels) = (workload.Object.Kind, workload.Name, workload.PodLabels?.Clone() as MappingNode ?? new MappingNode());
        if (kind == "Deployment")
        {
            labels.Set("pod-template-hash", "687b999777");
            var template = MappingNode.Of(("metadata", MappingNode.Of(("labels", labels.Clone()))), ("spec", workload.PodSpec.Clone()));
            var spec = MappingNode.Of(
                ("replicas", 1), ("selector", MappingNode.Of(("matchLabels", labels.Clone()))), ("template", template));
            yield return Make(("apps/v1", "ReplicaSet", $"{name}-687b999777"), ns, (kind, name), labels, spec);
            (kind, name) = ("ReplicaSet", $"{name}-687b999777");
        }

        if (kind is not ("Pod" or "CronJob" or "PodTemplate"))
        {
            var spec = (MappingNode)workload.PodSpec.Clone();
            yield return Make(("v1", "Pod", $"{name}-x8jph"), ns, (kind, name), (MappingNode)labels.Clone(), spec);
        }
    }

    private static MappingNode Make(
        (string Version, string Kind, string Name) made, string? ns, (string Kind, string Name) owner, MappingNode labels, MappingNode spec)
    {
        var reference = MappingNode.Of(("apiVersion", "apps/v1"), ("controller", true), ("kind", owner.Kind), ("name", owner.Name));
        var metadata = MappingNode.Of(
            ("name", made.Name), ("labels", labels), ("uid", "2002"), ("ownerReferences", SequenceNode.Of(reference)));
        if (ns is not null)
        {
            metadata.Set("namespace", ns);
        }

        return MappingNode.Of(("apiVersion", made.Version), ("kind", made.Kind), ("metadata", metadata), ("spec", spec));
    }

    private static string Applied(MappingNode root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            root.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // What the API server writes on everything.
    private static void Serve(MappingNode root, MappingNode metadata, string? kind)
    {
        Default(metadata, "uid", "bedb46df-48a6-4140-ba7f-b780e3e632e8");
        Default(metadata, "resourceVersion", "384");
        Default(metadata, "creationTimestamp", "2026-11-28T19:51:34Z");
        Default(metadata, "generation", 1);
        Default(metadata, "managedFields", SequenceNode.Of(MappingNode.Of(
            ("apiVersion", root.Text("apiVersion") ?? ""), ("fieldsType", "FieldsV1"),
            ("fieldsV1", MappingNode.Of(("f:spec", MappingNode.Of(("f:replicas", new MappingNode()))))),
            ("manager", "kubectl-client-side-apply"), ("operation", "Update"), ("time", "2026-11-28T19:51:34Z"))));
        if (kind is "Deployment" or "StatefulSet" or "DaemonSet" or "Job" or "CronJob" or "Pod"
            or "PodDisruptionBudget" or "HorizontalPodAutoscaler")
        {
            Default(root, "status", MappingNode.Of(("observedGeneration", 1)));
        }
    }

    private static void Job(MappingNode spec)
    {
        if (spec["parallelism"] is null)
        {
            Default(spec, "completions", 1);
        }

        Default(spec, "parallelism", 1);
        Default(spec, "backoffLimit", 6);
        Template(spec);
    }

    private static void Template(MappingNode owner)
    {
        if (owner.Mapping("template") is { } template && template.Mapping("spec") is { } spec)
        {
            Ensure(template, "metadata");
            PodSpec(spec);
        }
    }

    private static void Pod(MappingNode spec, MappingNode metadata)
    {
        PodSpec(spec);
        Default(spec, "enableServiceLinks", true);
        Default(spec, "serviceAccountName", "default");
        Default(spec, "serviceAccount", spec.Text("serviceAccountName") ?? "default");
        Default(spec, "nodeName", "node-2");
        Default(spec, "priority", 0);
        Default(spec, "preemptionPolicy", "PreemptLowerPriority");
        Default(spec, "tolerations", SequenceNode.Of(MappingNode.Of(
            ("effect", "NoExecute"), ("key", "node.kubernetes.io/not-ready"), ("operator", "Exists"), ("tolerationSeconds", 300))));
        Default(Ensure(metadata, "labels"), "topology.kubernetes.io/zone", "zone-c");
        foreach (var container in spec.Mappings("containers").Concat(spec.Mappings("initContainers")))
        {
            if (container.At("resources", "limits") is MappingNode limits)
            {
                foreach (var limit in limits.Entries)
                {
                    Default(Ensure(Ensure(container, "resources"), "requests"), limit.Key.Value, limit.Value.Clone());
                }
            }

            foreach (var port in container.Mappings("ports").Where(_ => spec.Boolean("hostNetwork") == true))
            {
                Default(port, "hostPort", port["containerPort"]!.Clone());
            }
        }

        if (spec.Boolean("automountServiceAccountToken") != false)
        {
            Add(spec, "volumes", MappingNode.Of(("name", "kube-api-access-9vhwv"), ("projected", MappingNode.Of(
                ("defaultMode", 420),
                ("sources", SequenceNode.Of(
                    MappingNode.Of(("serviceAccountToken", MappingNode.Of(("expirationSeconds", 3607), ("path", "token")))),
                    MappingNode.Of(("configMap", MappingNode.Of(
                        ("items", SequenceNode.Of(MappingNode.Of(("key", "ca.crt"), ("path", "ca.crt")))),
                        ("name", "kube-root-ca.crt"))))))))));
            foreach (var container in spec.Mappings("containers").Concat(spec.Mappings("initContainers")))
            {
                Add(container, "volumeMounts", MappingNode.Of(
                    ("mountPath", "/var/run/secrets/kubernetes.io/serviceaccount"), ("name", "kube-api-access-9vhwv"), ("readOnly", true)));
            }
        }
    }

    private static void PodSpec(MappingNode spec)
    {
        Default(spec, "restartPolicy", "Always");
        Default(spec, "dnsPolicy", "ClusterFirst");
        Default(spec, "schedulerName", "default-scheduler");
        Default(spec, "securityContext", new MappingNode());
        Default(spec, "terminationGracePeriodSeconds", 30);
        if (spec.Text("serviceAccountName") is { } account)
        {
            Default(spec, "serviceAccount", account);
        }

        foreach (var container in spec.Mappings("containers").Concat(spec.Mappings("initContainers")))
        {
            Container(container);
        }

        foreach (var volume in spec.Mappings("volumes"))
        {
            if (volume.Entries.All(entry => entry.Key.Value == "name"))
            {
                volume.Set("emptyDir", new MappingNode());
            }

            foreach (var source in ModedVolumes.Select(volume.Mapping).OfType<MappingNode>())
            {
                Default(source, "defaultMode", 420);
            }

            if (volume.Mapping("hostPath") is { } host)
            {
                Default(host, "type", "");
            }
        }
    }

    private static void Container(MappingNode container)
    {
        var image = container.Text("image") ?? "";
        var tag = image[(image.LastIndexOf('/') + 1)..];
        var isFixed = image.Contains('@') || (tag.Contains(':') && !tag.EndsWith(":latest", StringComparison.Ordinal));
        Default(container, "imagePullPolicy", isFixed ? "IfNotPresent" : "Always");
        Default(container, "resources", new MappingNode());
        Default(container, "terminationMessagePath", "/dev/termination-log");
        Default(container, "terminationMessagePolicy", "File");
        foreach (var port in container.Mappings("ports"))
        {
            Default(port, "protocol", "TCP");
        }

        foreach (var field in container.Mappings("env").Select(variable => variable.At("valueFrom", "fieldRef")).OfType<MappingNode>())
        {
            Default(field, "apiVersion", "v1");
        }

        foreach (var probe in Probes.Select(container.Mapping).OfType<MappingNode>())
        {
            Default(probe, "timeoutSeconds", 1);
            Default(probe, "periodSeconds", 10);
            Default(probe, "successThreshold", 1);
            Default(probe, "failureThreshold", 3);
            Call(probe);
            if (probe.Mapping("grpc") is { } grpc)
            {
                Default(grpc, "service", "");
            }
        }

        foreach (var hook in new[] { container.At("lifecycle", "preStop"), container.At("lifecycle", "postStart") }.OfType<MappingNode>())
        {
            Call(hook);
        }
    }

    private static void Call(MappingNode handler)
    {
        if (handler.Mapping("httpGet") is { } call)
        {
            Default(call, "path", "/");
            Default(call, "scheme", "HTTP");
        }
    }

    private static void Service(MappingNode spec)
    {
        Default(spec, "type", "ClusterIP");
        Default(spec, "sessionAffinity", "None");
        if (spec.Text("type") != "ExternalName")
        {
            Default(spec, "clusterIP", "10.0.246.205");
            Default(spec, "clusterIPs", SequenceNode.Of(spec["clusterIP"]!.Clone()));
            Default(spec, "internalTrafficPolicy", "Cluster");
            Default(spec, "ipFamilies", SequenceNode.Of("IPv4"));
            Default(spec, "ipFamilyPolicy", "SingleStack");
        }

        var isOpen = spec.Text("type") is "NodePort" or "LoadBalancer";
        if (isOpen)
        {
            Default(spec, "externalTrafficPolicy", "Cluster");
        }

        if (spec.Text("type") == "LoadBalancer")
        {
            Default(spec, "allocateLoadBalancerNodePorts", true);
        }

        foreach (var (index, port) in spec.Mappings("ports").Index())
        {
            Default(port, "protocol", "TCP");
            if (spec.Text("clusterIP") != "None" || spec.Mapping("selector") is not null)
            {
                Default(port, "targetPort", port["port"]?.Clone() ?? 0);
            }

            if (isOpen)
            {
                Default(port, "nodePort", 30000 + index);
            }
        }
    }

    private static MappingNode Ensure(MappingNode owner, string key)
    {
        Default(owner, key, new MappingNode());
        return owner.Mapping(key) ?? new MappingNode();
    }

    private static void Add(MappingNode owner, string key, Node item)
    {
        Default(owner, key, new SequenceNode());
        owner.Sequence(key)?.Add(item);
    }

    private static void Default(MappingNode owner, string key, Node value)
    {
        if (owner[key] is null or ScalarNode { IsNull: true })
        {
            owner.Set(key, value);
        }
    }
}
