using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;

namespace MicroService.Tests.Advisor.Generation;

/// <summary>Makes manifests that the reader takes: objects of all known kinds with any of their known fields, sensible and absurd values mixed.</summary>
internal sealed class ManifestGenerator(Random random)
{
    private static readonly (string Kind, string ApiVersion)[] Kinds =
    [
        ("Deployment", "apps/v1"), ("Deployment", "apps/v1"), ("Deployment", "apps/v1"), ("Deployment", "extensions/v1beta1"), ("StatefulSet", "apps/v1"), ("DaemonSet", "apps/v1"),
        ("ReplicaSet", "apps/v1"), ("ReplicationController", "v1"), ("Job", "batch/v1"), ("CronJob", "batch/v1"), ("CronJob", "batch/v1beta1"), ("Pod", "v1"),
        ("Service", "v1"), ("Service", "v1"), ("ConfigMap", "v1"), ("Secret", "v1"), ("HorizontalPodAutoscaler", "autoscaling/v2"),
        ("PodDisruptionBudget", "policy/v1"), ("NetworkPolicy", "networking.k8s.io/v1"), ("ServiceAccount", "v1"), ("Role", "rbac.authorization.k8s.io/v1"),
        ("ClusterRole", "rbac.authorization.k8s.io/v1"), ("RoleBinding", "rbac.authorization.k8s.io/v1"), ("ClusterRoleBinding", "rbac.authorization.k8s.io/v1"),
        ("Ingress", "networking.k8s.io/v1"),
    ];

    private static readonly Dictionary<string, string[]> Texts = new(StringComparer.Ordinal)
    {
        ["name"] = ["shop", "cart", "http", "main", "default", "tmp", "config", "A_VARIABLE", "PASSWORD", "DOTNET_GCHeapHardLimit"],
        ["namespace"] = ["default", "shop", "kube-system"],
        ["image"] = ["nginx", "nginx:latest", "example.com:5000/shop:1.2.3", "mcr.microsoft.com/dotnet/aspnet:10.0", "golang@sha256:0000", "openjdk:21", ""],
        ["imagePullPolicy"] = ["Always", "IfNotPresent", "Never", "Sometimes"],
        ["restartPolicy"] = ["Always", "OnFailure", "Never"],
        ["kind"] = ["Deployment", "StatefulSet", "Role", "ClusterRole", "ServiceAccount", "User"],
        ["type"] = ["RollingUpdate", "Recreate", "OnDelete", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "RuntimeDefault", "Unconfined", "Resource"],
        ["value"] = ["1", "hunter2", "postgres://u:p@host/db", "true", "0x10000000", "-Xmx1g", ""],
        ["path"] = ["/", "/healthz", "/var/run/docker.sock"],
        ["mountPath"] = ["/tmp", "/data", "/etc/config"],
        ["operator"] = ["In", "NotIn", "Exists", "DoesNotExist", "Sometimes"],
        ["key"] = ["app", "tier", "password"],
        ["protocol"] = ["TCP", "UDP", "SCTP"],
        ["topologyKey"] = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"],
        ["policyTypes"] = ["Ingress", "Egress"],
        ["add"] = ["NET_BIND_SERVICE", "SYS_ADMIN", "ALL"],
        ["drop"] = ["ALL", "NET_RAW"],
        ["verbs"] = ["*", "get", "create"],
        ["resources"] = ["*", "secrets", "pods/exec"],
        ["apiGroups"] = ["*", "", "apps"],
        ["procMount"] = ["Default", "Unmasked"],
        ["medium"] = ["", "Memory"],
        ["concurrencyPolicy"] = ["Allow", "Forbid", "Replace"],
        ["command"] = ["sleep", "5", "/bin/sh"],
    };

    private static readonly long[] Numbers = [0, 1, 2, 3, 5, 30, 60, 80, 8080, 65536, -1, long.MaxValue];

    private static readonly string[] Quantities = ["100m", "1", "64Mi", "128Mi", "1Gi", "0", "0.5", "1e3", "9223372036854775807"];

    private static readonly string[] LabelKeys = ["app", "tier", "app.kubernetes.io/name", "prometheus.io/scrape", "cpu", "memory", "ephemeral-storage"];

    private double _density;

    /// <summary>The text of one to six objects.</summary>
    public string Next()
    {
        _density = 0.15 + (random.NextDouble() * 0.7);
        var count = random.Next(1, 7);
        var documents = Enumerable.Range(0, count).Select(_ => ManifestDocument.Made(NextObject()));
        return new ManifestFile("made", documents).Print();
    }

    private MappingNode NextObject()
    {
        var (kind, apiVersion) = Pick(Kinds);
        var root = MappingNode.Of(("apiVersion", apiVersion), ("kind", kind));
        var group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";
        var shape = (Shape.ObjectShape)ObjectShapes.Of(kind, group);
        foreach (var (key, field) in shape.Fields)
        {
            if (key is "metadata" or "spec" || random.NextDouble() < _density)
            {
                root.Set(key, Value(key, field, 0));
            }
        }

        if (root.Mapping("metadata") is not { } metadata)
        {
            root.Set("metadata", metadata = new MappingNode());
        }

        metadata.Set("name", Pick(["shop", "cart", "db"]));
        return root;
    }

    private Node Value(string key, Shape shape, int depth) => shape switch
    {
        Shape.ObjectShape fields => Object(fields, depth),
        Shape.MapShape map => MappingNode.Of([.. Some(LabelKeys).Select(label => (label, Value(label, map.Value, depth + 1)))]),
        Shape.ListShape list => SequenceNode.Of([.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Value(key, list.Item, depth + 1))]),
        _ when shape == Shape.Flag => random.Next(2) == 0,
        _ when shape == Shape.Integer => Pick(Numbers),
        _ when shape == Shape.Amount => Pick(Quantities),
        _ when shape == Shape.IntegerOrText && random.Next(2) == 0 => Pick(Numbers),
        _ when shape == Shape.IntegerOrText => Pick(["http", "25%", "100%"]),
        _ => Pick(Texts.GetValueOrDefault(key, ["a", "shop", "1"])),
    };

    private MappingNode Object(Shape.ObjectShape fields, int depth)
    {
        var mapping = new MappingNode();
        foreach (var (key, field) in fields.Fields)
        {
            // What makes an object what it is stays likely, whatever the density.
            var chance = key is "template" or "spec" or "containers" or "name" or "jobTemplate" ? 0.95 : depth > 12 ? 0 : _density;
            if (random.NextDouble() < chance)
            {
                mapping.Set(key, random.Next(60) == 0 ? new ScalarNode("null", ScalarKind.Null) : Value(key, field, depth + 1));
            }
        }

        return mapping;
    }

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private List<T> Some<T>(IReadOnlyList<T> values) => [.. values.Where(_ => random.Next(3) == 0)];
}
