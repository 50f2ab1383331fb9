using System.Globalization;

namespace MicroService.Tests.Advisor.Clusters;

/// <summary>Makes exports of clusters in which the objects of different namespaces refer to each other in every way that a rule looks at.</summary>
internal sealed class ClusterGenerator(Random random)
{
    private static readonly string[] Namespaces = ["default", "shop", "data", "monitoring", "kube-system"];
    private static readonly string[] Names = ["web", "db", "cart"];
    private int _number;

    /// <summary>The objects as JSON, shuffled.</summary>
    public IReadOnlyList<string> Objects()
    {
        var objects = Enumerable.Range(0, 60).Select(_ => One()).ToArray();
        random.Shuffle(objects);
        return objects;
    }

    private string One() => random.Next(24) switch
    {
        < 7 => Workload(),
        < 10 => Object("v1", "Service", ServiceSpec(), labels: Labels()),
        10 => $$"""{"apiVersion":"v1","kind":"ConfigMap",{{Metadata()}},"data":{"url":"{{Address()}}","host":"{{Host()}}"} }""",
        11 => Object("networking.k8s.io/v1", "NetworkPolicy", PolicySpec()),
        12 => Object("autoscaling/v2", "HorizontalPodAutoscaler", $$"""{"minReplicas":2,"maxReplicas":4,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"{{Name()}}"} }"""),
        13 => $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding",{{Metadata()}},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{Pick("Role", "ClusterRole")}}","name":"{{Name()}}"},"subjects":[{{Subject()}}]}""",
        14 => $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{Name()}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{Name()}}"},"subjects":[{{Subject()}}]}""",
        15 => $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{Name()}}"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""",
        16 => Object("gateway.networking.k8s.io/v1", "HTTPRoute", $$"""{"rules":[{"backendRefs":[{"name":"{{Name()}}","namespace":"{{Namespace()}}","port":80}]}]}"""),
        17 => Object("monitoring.coreos.com/v1", Pick("ServiceMonitor", "PodMonitor"), MonitorSpec()),
        18 => $$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Namespace()}}","labels":{"tier":"{{Name()}}"} } }""",
        19 => $$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"{{Name()}}"},"webhooks":[{"name":"a.example.com","admissionReviewVersions":["v1"],"sideEffects":"None","clientConfig":{"service":{"name":"{{Name()}}","namespace":"{{Namespace()}}","port":80} } }]}""",
        20 => Pick(
            Object("helm.toolkit.fluxcd.io/v2", "HelmRelease", $$"""{"targetNamespace":"{{Namespace()}}"}"""),
            $$"""{"apiVersion":"cilium.io/v2","kind":"CiliumNetworkPolicy",{{Metadata()}},"spec":{} }""",
            Object("policy/v1", "PodDisruptionBudget", $$$"""{"minAvailable":1,"selector":{"matchLabels":{{{Labels()}}} } }""")),
        21 => """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"kind":"Thing","plural":"things"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}}}}}}]}}""",
        22 => Object("example.com/v1", "Thing", $$"""{"size":{{Pick("3", "\"large\"")}} }"""),
        _ => Made(),
    };

    private string Workload()
    {
        var kind = Pick("Deployment", "Deployment", "StatefulSet", "DaemonSet");
        var labels = Labels();
        var variables = $$"""{"name":"A","value":"{{Address()}}"},{"name":"DB_HOST","value":"{{Host()}}"},{"name":"DB_PORT","value":"{{Port()}}"}""";
        var from = Pick(
            "", $$""","envFrom":[{"configMapRef":{"name":"{{Name()}}"} }]""");
        var key = Pick("", $$""",{"name":"K","valueFrom":{"configMapKeyRef":{"name":"{{Name()}}","key":"url"} } }""");
        return Object("apps/v1", kind, $$$"""{"replicas":2,"selector":{"matchLabels":{{{labels}}} },"template":{"metadata":{"labels":{{{labels}}} },"spec":{"containers":[{"name":"app","image":"example.com/app:1","ports":[{"name":"http","containerPort":{{{Port()}}} }],"env":[{{{variables}}}{{{key}}}]{{{from}}} }]} } }""");
    }

    // A ReplicaSet and its pod, whose Deployment may be here.
    private string Made()
    {
        var (ns, name) = (Namespace(), Name());
        return $$$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{{name}}}-5d","namespace":"{{{ns}}}","uid":"u{{{_number++}}}","labels":{"pod-template-hash":"5d"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{{name}}}","uid":"d","controller":true}]},"spec":{"selector":{"matchLabels":{"app":"{{{name}}}"} },"template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{"containers":[{"name":"app","image":"example.com/app:1","env":[{"name":"A","value":"{{{Address()}}}"}]}]} } } }""";
    }

    private string ServiceSpec() => $$$"""{"selector":{{{Labels()}}},"type":"{{{Pick("ClusterIP", "ClusterIP", "LoadBalancer")}}}","ports":[{"name":"{{{Pick("http", "metrics")}}}","port":{{{Port()}}},"targetPort":{{{Pick("\"http\"", "8080", "80")}}} }]}""";

    private string PolicySpec() => $$$"""{"podSelector":{{{Pick("{}", $$"""{"matchLabels":{{Labels()}} }""")}}},"policyTypes":["Ingress","Egress"],"ingress":[{"from":[{{{Peer()}}}],"ports":[{"port":{{{Port()}}} }]}],"egress":[{"to":[{{{Peer()}}}],"ports":[{"port":{{{Port()}}} }]}]}""";

    private string Peer() => $$$"""{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"{{{Namespace()}}}"} },"podSelector":{{{Pick("{}", $$"""{"matchLabels":{{Labels()}} }""")}}} }""";

    private string MonitorSpec() => $$$"""{"namespaceSelector":{{{Pick("{\"any\":true}", "{}", $$"""{"matchNames":["{{Namespace()}}"]}""")}}},"selector":{"matchLabels":{{{Labels()}}} },"endpoints":[{"port":"{{{Pick("http", "metrics")}}}"}],"podMetricsEndpoints":[{"port":"http"}]}""";

    private string Subject() => Pick(
        $$"""{"kind":"ServiceAccount","name":"default","namespace":"{{Namespace()}}"}""",
        $$"""{"kind":"ServiceAccount","name":"default"}""",
        $$"""{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"system:serviceaccounts:{{Namespace()}}"}""",
        $$"""{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"system:serviceaccount:{{Namespace()}}:default"}""");

    private string Object(string version, string kind, string spec, string labels = "{}") =>
        $$"""{"apiVersion":"{{version}}","kind":"{{kind}}",{{Metadata(labels)}},"spec":{{spec}} }""";

    private string Metadata(string labels = "{}")
    {
        var ns = random.Next(8) == 0 ? "" : $"\"namespace\":\"{Namespace()}\",";
        return $$"""
            "metadata":{"name":"{{Name()}}",{{ns}}"labels":{{labels}}}
            """;
    }

    private string Address() => Pick($"http://{Host()}:{Port()}", $"http://{Host()}", Host(), $"Server={Host()},{Port()};Database=a");

    private string Host() => Pick(Name(), $"{Name()}.{Namespace()}", $"{Name()}.{Namespace()}.svc", $"{Name()}.{Namespace()}.svc.cluster.local");

    private string Labels() => $$"""{"app":"{{Name()}}"}""";

    private string Port() => Pick(80, 8080, 5432).ToString(CultureInfo.InvariantCulture);

    private string Name() => Pick(Names);

    private string Namespace() => Pick(Namespaces);

    private T Pick<T>(params T[] values) => values[random.Next(values.Length)];
}
