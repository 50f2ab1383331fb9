using System.Collections.Concurrent;
using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>The objects of all given files, and what refers to what between them.</summary>
public sealed class ObjectGraph
{
    private readonly HashSet<KubernetesObject> _madeByCluster;
    private readonly IReadOnlySet<KubernetesObject>? _foreign;
    private readonly ILookup<string, KubernetesObject> _byKind;
    private readonly Lazy<ILookup<(string Kind, string Namespace), KubernetesObject>> _byKindAndNamespace;
    private readonly Lazy<ILookup<string, Workload>> _workloadsByNamespace;
    private readonly Lazy<Dictionary<Node, KubernetesObject>> _byRoot;
    private readonly Lazy<Dictionary<(string Kind, string Namespace, string Name), KubernetesObject>> _byName;

    private readonly Lazy<ILookup<(string Namespace, string Account), KubernetesObject>> _bindings;

    private readonly Lazy<SelectorIndex> _services;
    private readonly Lazy<SelectorIndex> _budgets;
    private readonly Lazy<SelectorIndex> _policies;
    private readonly Lazy<ILookup<(string Namespace, string Kind, string Name), KubernetesObject>> _scalers;
    private readonly Lazy<ILookup<(string Namespace, string Key, string Value), Workload>> _workloadsByLabel;
    private readonly Lazy<ILookup<(string Namespace, string Kind, string Name), KubernetesObject>> _verticalScalers;
    private readonly Lazy<ILookup<(string Kind, string Name), KubernetesObject>> _byKindAndName;
    private readonly Lazy<HashSet<string>> _namespacesOfOtherPods;
    private readonly Lazy<OperatorPods> _operators;
    private readonly Lazy<HashSet<(string Namespace, string Kind, string Name)>> _runByRollouts;
    private readonly Lazy<string?> _soleNamespace;
    private readonly ConcurrentDictionary<(string Namespace, string Selector), List<Workload>> _selected = [];

    /// <summary>The graph of these files.</summary>
    public ObjectGraph(IEnumerable<ManifestFile> files)
        : this(ByNamespace(ObjectsOf(files)))
    {
    }

    /// <summary>The graph of these objects, in this order.</summary>
    /// <param name="objects">The objects.</param>
    /// <param name="foreign">Those of them that are here only because others refer to them.</param>
    /// <param name="soleNamespace">What <see cref="SoleNamespace"/> tells of all objects, where these are only a part of them.</param>
    internal ObjectGraph(
        IReadOnlyList<KubernetesObject> objects, IReadOnlySet<KubernetesObject>? foreign = null, SoleNamespace? soleNamespace = null)
    {
        Objects = objects;
        _foreign = foreign;
        _soleNamespace = new(() => (soleNamespace ?? SoleNamespace.Of(Objects)).Name);
        _madeByCluster = ClusterMade.Among(Objects);
        Workloads = [.. Objects.Where(candidate => !IsMadeByCluster(candidate)).SelectMany(candidate => candidate.Workloads)];
        _byKind = Objects.ToLookup(candidate => candidate.Kind, StringComparer.Ordinal);
        if (WindowsPod.ClassesAmong(OfKind("RuntimeClass")).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } windows)
        {
            foreach (var workload in Workloads
                .Where(workload => workload.PodSpec.Text("runtimeClassName") is { } name && windows.Contains(name)))
            {
                workload.SendToWindows();
            }
        }

        _byKindAndNamespace = new(() => Objects.ToLookup(candidate => (candidate.Kind, candidate.Namespace)));
        _workloadsByNamespace = new(() => Workloads.ToLookup(workload => workload.Object.Namespace, StringComparer.Ordinal));
        _services = new(() => new SelectorIndex(
            OfKind("Service"),
            service => LabelSelector.OfLabels(service.Spec?.Mapping("selector")) is { IsEmpty: false } selector ? selector : null,
            Meant));
        _budgets = new(() => new SelectorIndex(
            OfKind("PodDisruptionBudget"),
            budget => budget.Spec?.Mapping("selector") is { } selector ? LabelSelector.Of(selector) : null,
            Meant));
        _policies = new(() => new SelectorIndex(
            OfKind("NetworkPolicy"), policy => LabelSelector.Of(policy.Spec?.Mapping("podSelector")), Meant, selectsAll: true));
        _scalers = new(() => OfKind("HorizontalPodAutoscaler").Concat(OfKind("ScaledObject"))
            .Where(scaler => !IsMadeByCluster(scaler)).ToLookup(TargetKey));
        _verticalScalers = new(() => OfKind("VerticalPodAutoscaler").ToLookup(scaler =>
            (Meant(scaler.Namespace), scaler.Spec?.Mapping("targetRef")?.Text("kind") ?? "", scaler.Spec?.Mapping("targetRef")?.Text("name") ?? "")));
        _byKindAndName = new(() => Objects.ToLookup(candidate => (candidate.Kind, candidate.Name)));
        _namespacesOfOtherPods = new(() => [.. Objects
            .Where(candidate => candidate.Workload?.IsOfOperator
                ?? candidate.Spec?.Mapping("template")?.Mapping("spec")?.Sequence("containers") is not null)
            .Select(candidate => candidate.Namespace).Concat(Objects.Select(ReleasedApplication.NamespaceOf).OfType<string>())]);
        _runByRollouts = new(() => [.. from rollout in OfKind("Rollout")
                                       let target = rollout.Spec?.Mapping("workloadRef")
                                       where target is not null
                                       select (Meant(rollout.Namespace), target.Text("kind") ?? "", target.Text("name") ?? "")]);
        _operators = new(() => new OperatorPods(Objects));
        _workloadsByLabel = new(() => Workloads.SelectMany(LabelsOf).ToLookup(label => (label.Namespace, label.Key, label.Value), label => label.Workload));
        _byRoot = new(() => Objects.ToDictionary<KubernetesObject, Node>(candidate => candidate.Root, ReferenceEqualityComparer.Instance));
        _byName = new(ByName);
        _bindings = new(() => RoleSubject.BindingsByAccount(_byKind["RoleBinding"].Concat(_byKind["ClusterRoleBinding"])));
    }

    /// <summary>The graph of the same files after a change: what did not change is not looked at again.</summary>
    /// <param name="files">The files.</param>
    /// <param name="changed">The nodes that changed, and all around them.</param>
    internal ObjectGraph Follow(IEnumerable<ManifestFile> files, IReadOnlySet<Node> changed)
    {
        var unchanged = Objects.Where(candidate => !changed.Contains(candidate.Root))
            .ToDictionary<KubernetesObject, Node>(candidate => candidate.Root, ReferenceEqualityComparer.Instance);
        return new ObjectGraph(ByNamespace(ObjectsOf(files).Select(candidate => unchanged.GetValueOrDefault(candidate.Root) ?? candidate)));
    }

    /// <summary>
    /// All objects, namespace by namespace in the order in which these first appear, in a namespace in the order of the files; a
    /// <c>List</c> is taken apart.
    /// </summary>
    public IReadOnlyList<KubernetesObject> Objects { get; }

    /// <summary>All objects that run pods, but for those that the cluster made from others of them.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>
    /// True if the cluster made the object itself, such as the pods and ReplicaSets of a controller that is here, too: it can be found by
    /// name, but has nothing that a person wrote.
    /// </summary>
    public bool IsMadeByCluster(KubernetesObject candidate) => _madeByCluster.Contains(candidate);

    /// <summary>True if the object is only here because others refer to it, and is audited with its own namespace.</summary>
    public bool IsForeign(KubernetesObject candidate) => _foreign?.Contains(candidate) ?? false;

    /// <summary>True if an audit is about the object: somebody wrote it, and no other audit is about it.</summary>
    internal bool IsSubject(KubernetesObject candidate) => !IsMadeByCluster(candidate) && !IsForeign(candidate);

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<KubernetesObject> OfKind(string kind) => _byKind[kind];

    /// <summary>The objects of a kind in a namespace.</summary>
    public IEnumerable<KubernetesObject> OfKind(string kind, string ns) => _byKindAndNamespace.Value[(kind, ns)];

    /// <summary>The objects of a namespace that run pods.</summary>
    public IEnumerable<Workload> WorkloadsIn(string ns) => _workloadsByNamespace.Value[ns];

    /// <summary>
    /// The object of a kind and name in a namespace (<c>default</c> where none is written), else in one that may be the same, or null.
    /// </summary>
    public KubernetesObject? Find(string kind, string ns, string name) =>
        _byName.Value.GetValueOrDefault((kind, ns, name))
        ?? (OtherOf(ns) is { } other ? _byName.Value.GetValueOrDefault((kind, other, name)) : null);

    /// <summary>
    /// The namespace, and the one that may be the same when the objects are applied: where all that write a namespace write this one,
    /// those that write none come into it with <c>--namespace</c>, as charts count on.
    /// </summary>
    public IReadOnlyList<string> SameAs(string ns) => OtherOf(ns) is { } other ? [ns, other] : [ns];

    /// <summary>The objects of a kind and name in all namespaces.</summary>
    public IEnumerable<KubernetesObject> Named(string kind, string name) => _byKindAndName.Value[(kind, name)];

    /// <summary>The object of a kind and name that a workload's pods would use, or null.</summary>
    public KubernetesObject? FindFor(Workload workload, string kind, string name)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Find(kind, workload.Object.Namespace, name);
    }

    /// <summary>The workloads of a namespace whose pods a selector selects: the same list for selectors that say the same.</summary>
    public IReadOnlyList<Workload> Select(LabelSelector selector, string ns)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return _selected.GetOrAdd(
            (ns, selector.Signature), static (key, given) => given.Graph.Find(given.Selector, key.Namespace), (Graph: this, Selector: selector));
    }

    /// <summary>
    /// True if a selector selects no pods of a namespace: neither a given workload's nor, as far as can be told, those that an operator
    /// makes of a given custom resource.
    /// </summary>
    public bool SelectsNothing(LabelSelector selector, string ns) =>
        SameAs(ns).All(same => !Select(selector, same).Any() && !HasOtherPods(same) && !_operators.Value.MaySelect(selector, same));

    /// <summary>True if an object of a kind that is not known here has a pod template in the namespace, such as a PyTorchJob.</summary>
    public bool HasOtherPods(string ns) => _namespacesOfOtherPods.Value.Contains(ns);

    /// <summary>True if an operator may make pods of a custom resource of the namespace.</summary>
    public bool MayHaveOperatorPods(string ns) => SameAs(ns).Any(same => HasOtherPods(same) || _operators.Value.MayHavePods(same));

    /// <summary>True if an operator may make a Service of this name for a given custom resource, such as <c>shop-kb-http</c> for the Kibana <c>shop</c>.</summary>
    public bool MayBeOperatorService(string name, string ns) => SameAs(ns).Any(same => _operators.Value.MayName(name, same));

    /// <summary>The Services that send traffic to a workload's pods; a Service without selector sends none.</summary>
    public IReadOnlyList<KubernetesObject> ServicesOf(Workload workload) => _services.Value.Of(workload);

    /// <summary>The HorizontalPodAutoscalers that scale a workload.</summary>
    public IEnumerable<KubernetesObject> AutoscalersOf(Workload workload) =>
        ScalersOf(workload).Where(scaler => scaler.Kind == "HorizontalPodAutoscaler");

    /// <summary>
    /// Everything that owns a workload's replicas: HorizontalPodAutoscalers and KEDA's ScaledObjects, which make one when they run.
    /// </summary>
    public IEnumerable<KubernetesObject> ScalersOf(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return _scalers.Value[(Meant(workload.Object.Namespace), workload.Object.Kind, workload.Name)];
    }

    /// <summary>True if a Rollout of Argo names the workload in its <c>workloadRef</c>: it then decides on replicas and updates.</summary>
    public bool IsRunByRollout(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return _runByRollouts.Value.Contains((Meant(workload.Object.Namespace), workload.Object.Kind, workload.Name));
    }

    /// <summary>Everything that scales what an autoscaler scales, itself included, whether the target is given or not.</summary>
    public IEnumerable<KubernetesObject> ScalersOfTarget(KubernetesObject autoscaler)
    {
        ArgumentNullException.ThrowIfNull(autoscaler);
        return _scalers.Value[TargetKey(autoscaler)];
    }

    /// <summary>The VerticalPodAutoscalers that size a workload.</summary>
    public IEnumerable<KubernetesObject> VerticalScalersOf(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return _verticalScalers.Value[(Meant(workload.Object.Namespace), workload.Kind, workload.Name)];
    }

    /// <summary>The PodDisruptionBudgets that cover a workload's pods.</summary>
    public IReadOnlyList<KubernetesObject> BudgetsOf(Workload workload) => _budgets.Value.Of(workload);

    /// <summary>The NetworkPolicies that select a workload's pods.</summary>
    public IReadOnlyList<KubernetesObject> NetworkPoliciesOf(Workload workload) => _policies.Value.Of(workload);

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
            if (_byRoot.Value.TryGetValue(at, out var owner))
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
        var (ns, kind, name) = TargetKey(autoscaler);
        return Find(kind, ns, name)?.Workload;
    }

    // What writes no namespace is taken for an object of the only one that is written.
    private string Meant(string ns) => ns == KubernetesObject.DefaultNamespace ? _soleNamespace.Value ?? ns : ns;

    // What writes no namespace is of the namespace default here.
    private string? OtherOf(string ns) =>
        _soleNamespace.Value is not { } sole ? null
        : ns == sole ? KubernetesObject.DefaultNamespace
        : ns == KubernetesObject.DefaultNamespace ? sole
        : null;

    // Of several of one name, the first; Kubernetes' own before one of another's group, such as Knative's Service.
    private Dictionary<(string Kind, string Namespace, string Name), KubernetesObject> ByName()
    {
        var byName = new Dictionary<(string Kind, string Namespace, string Name), KubernetesObject>(Objects.Count);
        foreach (var candidate in Objects)
        {
            var key = (candidate.Kind, candidate.Namespace, candidate.Name);
            if (!byName.TryAdd(key, candidate) && !IsOthers(candidate) && IsOthers(byName[key]))
            {
                byName[key] = candidate;
            }
        }

        return byName;
    }

    private static bool IsOthers(KubernetesObject candidate) =>
        candidate.Group.Contains('.', StringComparison.Ordinal) && !candidate.Group.EndsWith(".k8s.io", StringComparison.Ordinal);

    private (string Namespace, string Kind, string Name) TargetKey(KubernetesObject scaler)
    {
        var target = scaler.Spec?.Mapping("scaleTargetRef");
        var kind = target?.Text("kind") ?? (scaler.Kind == "ScaledObject" ? "Deployment" : "");
        return (Meant(scaler.Namespace), kind, target?.Text("name") ?? "");
    }

    private List<Workload> Find(LabelSelector selector, string ns)
    {
        IEnumerable<Workload>? candidates = null;
        var least = int.MaxValue;
        foreach (var (key, value) in selector.RequiredLabels)
        {
            var labelled = _workloadsByLabel.Value[(ns, key, value)];
            var count = labelled.Count();
            if (count < least)
            {
                (candidates, least) = (labelled, count);
            }
        }

        if (candidates is null && selector.ListedValues is { } listed)
        {
            // A label has one value, so that each workload comes once.
            return [.. listed.Values.Distinct().SelectMany(value => _workloadsByLabel.Value[(ns, listed.Key, value)]).Where(workload => selector.Matches(workload))];
        }

        return [.. (candidates ?? WorkloadsIn(ns)).Where(workload => selector.Matches(workload))];
    }

    private static IEnumerable<(string Namespace, string Key, string Value, Workload Workload)> LabelsOf(Workload workload) =>
        from label in workload.PodLabels?.Entries ?? []
        let value = label.Value as ScalarNode
        where value is not null
        select (workload.Object.Namespace, label.Name, value.Value, workload);

    /// <summary>The objects of these files, in their order.</summary>
    internal static IEnumerable<KubernetesObject> ObjectsOf(IEnumerable<ManifestFile> files) =>
        files.SelectMany(file => file.Documents.SelectMany(document => ObjectsOf(file, document)));

    /// <summary>The objects, namespace by namespace.</summary>
    internal static IReadOnlyList<KubernetesObject> ByNamespace(IEnumerable<KubernetesObject> objects) =>
        [.. objects.GroupBy(candidate => candidate.AuditedNamespace, StringComparer.Ordinal).SelectMany(ns => ns)];

    internal static IEnumerable<KubernetesObject> ObjectsOf(ManifestFile file, ManifestDocument document)
    {
        if (document.Root is not { } root)
        {
            return [];
        }

        return IsList(root) ? ItemsOf(file, document, root) : [new KubernetesObject(file, document, root)];
    }

    // kubectl takes lists in lists apart, too.
    private static IEnumerable<KubernetesObject> ItemsOf(ManifestFile file, ManifestDocument document, MappingNode list)
    {
        var listed = ListedType.Of(list);
        return list.Mappings("items").SelectMany(item => IsList(item) ? ItemsOf(file, document, item) : [new KubernetesObject(file, document, item, listed?.For(item))]);
    }

    internal static bool IsList(MappingNode root) =>
        root.Text("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && root["items"] is SequenceNode;
}
