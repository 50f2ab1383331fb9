using System.Text;

namespace MicroService.Benchmarks.Relations;

/// <summary>A relation between parts of manifests that may have many members on both sides.</summary>
/// <param name="Name">What is related to what.</param>
/// <param name="Write">Writes a manifest with so many of each.</param>
internal sealed record Relation(string Name, Action<StringBuilder, int> Write)
{
    /// <summary>The relations that rules look at.</summary>
    public static IReadOnlyList<Relation> All { get; } =
    [
        new("PodDisruptionBudgets × Deployments, one selector", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Budget(i, "tier: web")}")),
        new("PodDisruptionBudgets × Deployments, each its own", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Budget(i, $"tier: web, app: d{i}")}")),
        new("Services × Deployments, one selector", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Service(i, "tier: web")}")),
        new("Services × Deployments, each its own", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Service(i, $"tier: web, app: d{i}")}")),
        new("NetworkPolicies × Deployments, all pods", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Policy(i, "")}")),
        new("NetworkPolicies × Deployments, each its own", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Policy(i, $"matchLabels: {{tier: web, app: d{i}}}")}")),
        new("HorizontalPodAutoscalers × Deployments", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Autoscaler(i, $"d{i}")}")),
        new("HorizontalPodAutoscalers × one Deployment", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Autoscaler(i, "d0")}")),
        new("HorizontalPodAutoscalers × no target", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Autoscaler(i, $"missing{i}")}")),
        new("VerticalPodAutoscalers × Deployments", (text, count) => Repeat(text, count, i => $"{Deployment(i)}---\n{Vertical(i)}")),
        new("ConfigMaps × references", (text, count) => Repeat(text, count, i =>
            $"{Pod($"p{i}", $"  containers:\n  - {{name: a, image: 'a:1', envFrom: [{{configMapRef: {{name: c{i}}}}}]}}\n")}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{i}}}\ndata: {{K: v}}\n")),
        new("ExternalSecrets × references", (text, count) => Repeat(text, count, i =>
            $"{Pod($"p{i}", $"  containers:\n  - {{name: a, image: 'a:1', envFrom: [{{secretRef: {{name: s{i}}}}}]}}\n")}---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {{name: s{i}}}\n")),
        new("RoleBindings × accounts", (text, count) => Repeat(text, count, i =>
            $"{Deployment(i)}---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b{i}}}\nroleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}}\nsubjects: [{{kind: ServiceAccount, name: default}}]\n")),
        new("ServiceAccounts × Deployments", (text, count) => Repeat(text, count, i =>
            $"{Deployment(i, $"      serviceAccountName: a{i}\n")}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a{i}}}\n")),
        new("subjects of a RoleBinding × accounts", (text, count) =>
        {
            Repeat(text, count, i => $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: a{i}}}\n");
            text.Append("---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\n")
                .Append("roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects:\n")
                .Append(Lines(count, i => $"- {{kind: ServiceAccount, name: a{i}, namespace: default}}\n"));
        }),
        new("ResourceQuotas × Deployments", (text, count) => Repeat(text, count, i =>
            $"{Deployment(i)}---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q{i}}}\nspec: {{hard: {{pods: '10', requests.cpu: '4'}}}}\n")),
        new("Namespaces × Deployments", (text, count) => Repeat(text, count, i =>
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: n{i}}}\n---\n"
            + Deployment(i).Replace("metadata: {name: d", $"metadata: {{namespace: n{i}, name: d", StringComparison.Ordinal))),
        new("settings × Services that they name", (text, count) => Repeat(text, count, i =>
            $"{Service(i, $"app: d{i}")}---\n"
            + Pod($"p{i}", $"  containers:\n  - {{name: a, image: 'a:1', env: [{{name: TARGET, value: 'http://s{i}.default:80'}}]}}\n"))),
        new("ServiceMonitors × Services", (text, count) => Repeat(text, count, i =>
            $"{Service(i, $"app: d{i}")}---\napiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {{name: m{i}}}\n"
            + $"spec: {{selector: {{matchLabels: {{app: d{i}}}}}, endpoints: [{{port: web}}]}}\n")),
        new("CustomResourceDefinitions × custom resources", (text, count) => Repeat(text, count, i =>
            Definition("properties: {size: {type: integer}}\n").Replace("thing", $"thing{i}", StringComparison.Ordinal)
                .Replace("Thing", $"Thing{i}", StringComparison.Ordinal)
            + $"---\napiVersion: example.com/v1\nkind: Thing{i}\nmetadata: {{name: t}}\nspec: {{size: 1}}\n")),
        new("peers of NetworkPolicies × Deployments", (text, count) => Repeat(text, count, i =>
            $"{Deployment(i)}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\n"
            + $"spec: {{podSelector: {{matchLabels: {{app: d{i}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{tier: web}}}}}}]}}]}}\n")),
        new("Ingresses × Services", (text, count) => Repeat(text, count, i =>
            $"{Service(i, $"app: d{i}")}---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: i{i}}}\nspec:\n  rules:\n  - host: h{i}.example.com\n    http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: s{i}, port: {{number: 80}}}}}}}}]}}\n")),
        new("containers of a pod", (text, count) => text.Append(Pod("p", "  containers:\n" + Lines(count, i => $"  - {{name: c{i}, image: 'a:1', ports: [{{containerPort: {1 + i}}}]}}\n")))),
        new("init containers of a pod", (text, count) => text.Append(Pod(
            "p", "  containers:\n  - {name: a, image: 'a:1'}\n  initContainers:\n" + Lines(count, i => $"  - {{name: c{i}, image: 'a:1'}}\n")))),
        new("AppArmor annotations × containers", (text, count) => text.Append(Pod(
            "p",
            "  containers:\n" + Lines(count, i => $"  - {{name: c{i}, image: 'a:1'}}\n"),
            "  annotations:\n" + Lines(count, i => $"    container.apparmor.security.beta.kubernetes.io/c{i}: unconfined\n")))),
        new("environment variables of a container", (text, count) => text.Append(Pod(
            "p", "  containers:\n  - name: a\n    image: a:1\n    env:\n" + Lines(count, i => $"    - {{name: V{i}, value: 'http://h{i}:80/$(V{i})'}}\n")))),
        new("volumes × mounts", (text, count) => text.Append(Pod(
            "p",
            "  volumes:\n" + Lines(count, i => $"  - {{name: v{i}, emptyDir: {{}}}}\n")
            + "  containers:\n  - name: a\n    image: a:1\n    volumeMounts:\n" + Lines(count, i => $"    - {{name: v{i}, mountPath: /m{i}}}\n")))),
        new("ports of a Service", (text, count) => text.Append(Service(0, "app: a", Lines(count, i => $"  - {{name: p{i}, port: {1 + i}}}\n")))),
        new("unknown fields of an object", (text, count) => text.Append(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: 'a:1'}]\n" + Lines(count, i => $"  unknown{i}: x\n"))),
        new("keys of a ConfigMap", (text, count) => text.Append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n" + Lines(count, i => $"  key{i}: value\n"))),
        new("labels of an object", (text, count) => text.Append(Pod("p", "  containers: [{name: a, image: 'a:1'}]\n", "  labels:\n" + Lines(count, i => $"    label{i}: value\n")))),
        new("unknown fields × properties of a custom resource", (text, count) => text.Append(
            Definition("properties:\n" + Lines(count, i => $"                  known{i}: {{type: string}}\n"))
            + "---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n" + Lines(count, i => $"  other{i}: x\n"))),
        new("items of a set of a custom resource", (text, count) => text.Append(
            Definition("properties: {set: {type: array, x-kubernetes-list-type: set, items: {type: string}}}\n")
            + "---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\nspec:\n  set:\n" + Lines(count, i => $"  - item{i}\n"))),
    ];

    /// <summary>A manifest with so many members on each side.</summary>
    public byte[] Manifest(int count)
    {
        var text = new StringBuilder();
        Write(text, count);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Repeat(StringBuilder text, int count, Func<int, string> document)
    {
        for (var i = 0; i < count; i++)
        {
            text.Append("---\n").Append(document(i));
        }
    }

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));

    private static string Deployment(int i, string pod = "") =>
        $"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d{i}}}\nspec:\n  replicas: 2\n  selector: {{matchLabels: {{app: d{i}}}}}\n  template:\n"
        + $"    metadata: {{labels: {{tier: web, app: d{i}}}}}\n    spec:\n{pod}      containers:\n      - {{name: a, image: 'a:1', ports: [{{containerPort: 8080}}]}}\n";

    private static string Budget(int i, string labels) =>
        $"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b{i}}}\nspec: {{minAvailable: 1, selector: {{matchLabels: {{{labels}}}}}}}\n";

    private static string Service(int i, string labels, string ports = "  - {port: 80, targetPort: 8080}\n") =>
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: s{i}}}\nspec:\n  selector: {{{labels}}}\n  ports:\n{ports}";

    private static string Policy(int i, string selector) =>
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: n{i}}}\nspec: {{podSelector: {{{selector}}}, policyTypes: [Ingress], ingress: [{{ports: [{{port: 8080}}]}}]}}\n";

    private static string Autoscaler(int i, string target) =>
        $"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h{i}}}\nspec: {{minReplicas: 2, maxReplicas: 4, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}}}\n";

    private static string Vertical(int i) =>
        $"apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nmetadata: {{name: v{i}}}\nspec: {{targetRef: {{apiVersion: apps/v1, kind: Deployment, name: d{i}}}}}\n";

    private static string Pod(string name, string spec, string metadata = "") => $"apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n{metadata}spec:\n{spec}";

    private static string Definition(string spec) =>
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec:\n  group: example.com\n"
        + "  scope: Namespaced\n  names: {plural: things, kind: Thing}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n"
        + "      openAPIV3Schema:\n        type: object\n        properties:\n              spec:\n                type: object\n                " + spec;
}
