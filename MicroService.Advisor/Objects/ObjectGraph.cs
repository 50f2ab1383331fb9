using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>The objects of all given files, and what refers to what between them.</summary>
public sealed class ObjectGraph
{
    private readonly ILookup<string, KubernetesObject> _byKind;
    private readonly ILookup<(string Kind, string Namespace), KubernetesObject> _byKindAndNamespace;
    private readonly ILookup<string, Workload> _workloadsByNamespace;
    private readonly Dictionary<Node, KubernetesObject> _byRoot = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string Kind, string Namespace, string Name), KubernetesObject> _byName = [];

    private readonly Lazy<ILookup<(string Namespace, string Account), KubernetesObject>> _bindings;

    /// <summary>The graph of these files.</summary>
    public ObjectGraph(IEnumerable<ManifestFile> files)
    {
        Objects = [.. files.SelectMany(file => file.Documents.SelectMany(document => ObjectsOf(file, document)))];
        Workloads = [.. Objects.Select(candidate => candidate.Workload).OfType<Workload>()];
        _byKind = Objects.ToLookup(candidate => candidate.Kind, StringComparer.Ordinal);
        _byKindAndNamespace = Objects.ToLookup(candidate => (candidate.Kind, candidate.Namespace));
        _workloadsByNamespace = Workloads.ToLookup(workload => workload.Object.Namespace, StringComparer.Ordinal);
        foreach (var candidate in Objects)
        {
            _byRoot[candidate.Root] = candidate;
            _byName.TryAdd((candidate.Kind, candidate.Namespace, candidate.Name), candidate);
        }

        _bindings = new(() => RoleSubject.BindingsByAccount(_byKind["RoleBinding"].Concat(_byKind["ClusterRoleBinding"])));
    }

    /// <summary>All objects, in the order of the files; a <c>List</c> is taken apart.</summary>
    public IReadOnlyList<KubernetesObject> Objects { get; }

    /// <summary>All objects that run pods.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<KubernetesObject> OfKind(string kind) => _byKind[kind];

    /// <summary>The objects of a kind in a namespace.</summary>
    public IEnumerable<KubernetesObject> OfKind(string kind, string ns) => _byKindAndNamespace[(kind, ns)];

    /// <summary>The objects of a namespace that run pods.</summary>
    public IEnumerable<Workload> WorkloadsIn(string ns) => _workloadsByNamespace[ns];

    /// <summary>The object of a kind and name in a namespace (<c>default</c> where none is written), or null.</summary>
    public KubernetesObject? Find(string kind, string ns, string name) => _byName.GetValueOrDefault((kind, ns, name));

    /// <summary>The object of a kind and name that a workload's pods would use, or null.</summary>
    public KubernetesObject? FindFor(Workload workload, string kind, string name)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Find(kind, workload.Object.Namespace, name);
    }

    /// <summary>The workloads of a namespace whose pods a selector selects.</summary>
    public IEnumerable<Workload> Select(LabelSelector selector, string ns) =>
        WorkloadsIn(ns).Where(workload => selector.Matches(workload.PodLabels));

    /// <summary>The Services that send traffic to a workload's pods; a Service without selector sends none.</summary>
    public IEnumerable<KubernetesObject> ServicesOf(Workload workload) =>
        In(workload, "Service").Where(service => LabelSelector.OfLabels(service.Spec?.Mapping("selector")) is { IsEmpty: false } selector
            && selector.Matches(workload.PodLabels));

    /// <summary>The HorizontalPodAutoscalers that scale a workload.</summary>
    public IEnumerable<KubernetesObject> AutoscalersOf(Workload workload) =>
        In(workload, "HorizontalPodAutoscaler").Where(scaler => scaler.Spec?.Mapping("scaleTargetRef") is { } target
            && target.Text("kind") == workload.Kind && target.Text("name") == workload.Name);

    /// <summary>Everything that owns a workload's replicas: HorizontalPodAutoscalers and KEDA's ScaledObjects, which make one when they run.</summary>
    public IEnumerable<KubernetesObject> ScalersOf(Workload workload) =>
        AutoscalersOf(workload).Concat(In(workload, "ScaledObject").Where(scaler => scaler.Spec?.Mapping("scaleTargetRef") is { } target
            && (target.Text("kind") ?? "Deployment") == workload.Kind && target.Text("name") == workload.Name));

    /// <summary>The PodDisruptionBudgets that cover a workload's pods.</summary>
    public IEnumerable<KubernetesObject> BudgetsOf(Workload workload) =>
        In(workload, "PodDisruptionBudget").Where(budget => budget.Spec?.Mapping("selector") is { } selector
            && LabelSelector.Of(selector).Matches(workload.PodLabels));

    /// <summary>The NetworkPolicies that select a workload's pods.</summary>
    public IEnumerable<KubernetesObject> NetworkPoliciesOf(Workload workload) =>
        In(workload, "NetworkPolicy").Where(policy => LabelSelector.Of(policy.Spec?.Mapping("podSelector")).Matches(workload.PodLabels));

    /// <summary>A name that no object of the kind has yet in the namespace: the preferred one, else with a number behind it.</summary>
    public string FreeName(string kind, string ns, string preferred)
    {
        var name = preferred;
        for (var number = 2; Find(kind, ns, name) is not null; number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{preferred}-{number}");
        }

        return name;
    }

    /// <summary>
    /// The RoleBindings and ClusterRoleBindings that give rights to a service account as a workload's pods would use it. A workload
    /// without namespace may be deployed to any: then the account's name is enough.
    /// </summary>
    public IEnumerable<KubernetesObject> BindingsOf(Workload workload, string serviceAccount)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var ns = workload.Object.WrittenNamespace ?? RoleSubject.AnyNamespace;
        return _bindings.Value[(ns, serviceAccount)].Concat(_bindings.Value[(ns, RoleSubject.AnyAccount)]).Distinct();
    }

    /// <summary>The object that a node is part of, or null.</summary>
    public KubernetesObject? OwnerOf(Node node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (_byRoot.TryGetValue(at, out var owner))
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>The workload that an autoscaler scales, or null.</summary>
    public Workload? TargetOf(KubernetesObject autoscaler)
    {
        ArgumentNullException.ThrowIfNull(autoscaler);
        var target = autoscaler.Spec?.Mapping("scaleTargetRef");
        return Find(target?.Text("kind") ?? "", autoscaler.Namespace, target?.Text("name") ?? "")?.Workload;
    }

    private IEnumerable<KubernetesObject> In(Workload workload, string kind) =>
        OfKind(kind, workload.Object.Namespace);

    internal static IEnumerable<KubernetesObject> ObjectsOf(ManifestFile file, ManifestDocument document)
    {
        if (document.Root is not { } root)
        {
            return [];
        }

        return IsList(root)
            ? root.Mappings("items").Select(item => new KubernetesObject(file, document, item))
            : [new KubernetesObject(file, document, root)];
    }

    internal static bool IsList(MappingNode root) =>
        root.Text("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && root["items"] is SequenceNode;
}
