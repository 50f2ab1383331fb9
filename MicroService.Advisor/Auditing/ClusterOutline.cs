using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;
using MicroService.Advisor.Rules.Observability;
using MicroService.Advisor.Schema;
using ScrapeMonitor = MicroService.Advisor.Rules.Observability.Monitor;

namespace MicroService.Advisor.Auditing;

/// <summary>
/// What the audit of one namespace has to know of the others: which objects there are, and which of them relate to which namespace. A few
/// dozen bytes for each object, which itself is not kept.
/// </summary>
/// <param name="version">The version of Kubernetes that the objects are meant for.</param>
public sealed class ClusterOutline(KubernetesVersion version)
{
    // A rule that relates namespaces in a new way needs the relation here and in ForeignObjects: NamespaceAuditTests compares both ways.
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly List<List<int>> _members = [];
    private readonly List<List<int>> _workloads = [];
    private readonly List<int> _groupOf = [];
    private readonly HashSet<(string Kind, string Namespace, string Name)> _controllers = [];
    private readonly HashSet<(string Namespace, string Name, int? Port)> _calls = [];
    private readonly Dictionary<int, (string Kind, string Namespace, string Name)[]> _owned = [];
    private readonly List<(int Caller, (string Namespace, string Name, int? Port) Call)> _callsOfOwned = [];
    private readonly List<(int Map, int Users, int UsersOfKey, (string Namespace, string Name, int? Port) Call)> _callsOfMaps = [];
    private readonly HashIndex _users = new();
    private readonly Dictionary<(string Kind, string Name), int> _firstNamed = [];
    private readonly HashSet<string> _policyKinds = new(StringComparer.Ordinal);
    private readonly List<int> _everywhere = [];
    private bool _hasService;

    /// <summary>The namespaces in the order in which they first appeared; what has no namespace counts as <c>default</c>.</summary>
    public IReadOnlyCollection<string> Namespaces => _groups.Keys;

    /// <summary>The number of objects; the next has this number.</summary>
    public int Count => _groupOf.Count;

    /// <summary>The only namespace that objects write.</summary>
    internal SoleNamespace SoleNamespace { get; } = new();

    /// <summary>Objects that concern every namespace.</summary>
    internal IEnumerable<int> Everywhere => _everywhere;

    /// <summary>All bindings of roles.</summary>
    internal List<int> Bindings { get; } = [];

    /// <summary>All Namespaces that are given.</summary>
    internal List<int> NamespaceObjects { get; } = [];

    /// <summary>All Gateways that are given.</summary>
    internal List<int> Gateways { get; } = [];

    /// <summary>Objects by the namespaces that they name.</summary>
    internal HashIndex ByNamedNamespace { get; } = new();

    /// <summary>Services, Namespaces, Roles and ClusterRoles by <see cref="KeyOf"/>.</summary>
    internal HashIndex ByKey { get; } = new();

    /// <summary>Services by namespace.</summary>
    internal HashIndex Services { get; } = new();

    /// <summary>Services of all namespaces by <see cref="LabelOf"/>, with none.</summary>
    internal HashIndex ServicesByLabel { get; } = new();

    /// <summary>Workloads by <see cref="LabelOf"/>.</summary>
    internal HashIndex ByLabel { get; } = new();

    /// <summary>What has pods of its own by namespace, or brings a whole application into it.</summary>
    internal HashIndex OtherPods { get; } = new();

    /// <summary>CustomResourceDefinitions by the group that they define a kind of, and by the domains around it.</summary>
    internal HashIndex Definitions { get; } = new();

    /// <summary>What may control other objects.</summary>
    internal IReadOnlySet<(string Kind, string Namespace, string Name)> Controllers => _controllers;

    /// <summary>
    /// Marks the misspelt fields of an object, so that what they hold counts here as it does in the audit. Objects can be marked side by
    /// side.
    /// </summary>
    public void Mark(KubernetesObject candidate) => SchemaReading.Of([candidate], version, int.MaxValue);

    /// <summary>Takes note of the next object, whose number is how many came before it.</summary>
    /// <param name="candidate">The object.</param>
    /// <param name="isMarked">Whether its misspelt fields are marked already.</param>
    public void Add(KubernetesObject candidate, bool isMarked = false)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (!isMarked)
        {
            Mark(candidate);
        }

        var number = Count;
        var group = GroupFor(candidate.AuditedNamespace);
        _groupOf.Add(group);
        _members[group].Add(number);
        SoleNamespace.Add(candidate);
        AddName(candidate, number);
        if (candidate.Workloads.Count > 0)
        {
            _workloads[group].Add(number);
            AddWorkload(candidate, number);
        }

        AddRelations(candidate, number);
    }

    /// <summary>The numbers of a namespace's objects.</summary>
    internal IReadOnlyList<int> NumbersOf(string ns) => _groups.TryGetValue(ns, out var group) ? _members[group] : [];

    /// <summary>The numbers of a namespace's objects that run pods.</summary>
    internal IReadOnlyList<int> WorkloadsOf(string ns) => _groups.TryGetValue(ns, out var group) ? _workloads[group] : [];

    /// <summary>The place of an object's namespace in the order of namespaces.</summary>
    internal int GroupOf(int number) => _groupOf[number];

    /// <summary>The first object of a kind and name in any namespace, in the order of namespaces.</summary>
    internal int? FirstNamed(string kind, string name) => _firstNamed.TryGetValue((kind, name), out var number) ? number : null;

    /// <summary>The objects of other namespaces that relate to a namespace because they name it.</summary>
    internal IEnumerable<int> Naming(string ns)
    {
        Settle();
        return ByNamedNamespace.Find(HashOf(ns));
    }

    internal static int HashOf(string text) => text.GetHashCode(StringComparison.Ordinal);

    internal static int KeyOf(string kind, string ns, string name) => HashCode.Combine(kind, ns, name);

    internal static int LabelOf(string ns, string key, string value) => HashCode.Combine(ns, key, value);

    private int GroupFor(string ns)
    {
        if (!_groups.TryGetValue(ns, out var group))
        {
            _groups.Add(ns, group = _groups.Count);
            _members.Add([]);
            _workloads.Add([]);
        }

        return group;
    }

    private void AddName(KubernetesObject candidate, int number)
    {
        if (candidate.Kind is "Service" or "Namespace" or "Role" or "ClusterRole")
        {
            // Charts write the namespace of the release into ClusterRoles, too.
            ByKey.Add(KeyOf(candidate.Kind, candidate.Kind == "ClusterRole" ? "default" : candidate.Namespace, candidate.Name), number);
        }

        // What autoscalers may mean: workloads and custom resources.
        var isScalable = candidate.Workloads.Count > 0
            || (candidate.Group.Contains('.', StringComparison.Ordinal) && !candidate.Group.EndsWith(".k8s.io", StringComparison.Ordinal));
        var isFirst = !_firstNamed.TryGetValue((candidate.Kind, candidate.Name), out var first) || _groupOf[first] > _groupOf[number];
        if (isScalable && isFirst)
        {
            _firstNamed[(candidate.Kind, candidate.Name)] = number;
        }

        if (ClusterMade.ControllerKey(candidate) is { } key)
        {
            _controllers.Add(key);
        }
    }

    private void AddWorkload(KubernetesObject candidate, int number)
    {
        var ns = candidate.Namespace;
        var owners = ClusterMade.Owners(candidate);
        foreach (var workload in candidate.Workloads)
        {
            foreach (var label in workload.PodLabels?.Entries ?? [])
            {
                if (label.Value is ScalarNode value)
                {
                    ByLabel.Add(LabelOf(ns, label.Key.Value, value.Value), number);
                    ByLabel.Add(LabelOf("", label.Key.Value, value.Value), number);
                }
            }

            foreach (var container in workload.Containers)
            {
                AddCalls(container, number, owners.Length > 0);
                foreach (var (map, key) in NamedEndpoints.ConfigMapsOf(container))
                {
                    _users.Add(HashCode.Combine(ns, map, key), number);
                }
            }
        }

        if (owners.Length > 0)
        {
            _owned.Add(number, owners);
        }

        if (candidate.Workload is { IsOfOperator: true })
        {
            OtherPods.Add(HashOf(ns), number);
        }
    }

    // Of all that call the same port of the same Service, one is enough to know that it is called.
    private void AddCalls(Container container, int number, bool isOwned)
    {
        foreach (var call in NamedEndpoints.CallsOf(container))
        {
            if (call.Namespace == container.Workload.Object.Namespace)
            {
                continue;
            }

            if (isOwned)
            {
                // Its owner may not have come yet: pods are listed before what they are made by.
                _callsOfOwned.Add((number, call));
            }
            else if (_calls.Add(call))
            {
                ByNamedNamespace.Add(HashOf(call.Namespace), number);
            }
        }
    }

    private void AddRelations(KubernetesObject candidate, int number)
    {
        switch (candidate.Kind)
        {
            case "Namespace" when candidate.Group.Length == 0:
                NamespaceObjects.Add(number);
                break;
            case "Gateway" when candidate.Group == GatewayRoute.Group:
                Gateways.Add(number);
                break;
            case "Service" when candidate.Group.Length == 0:
                Services.Add(HashOf(candidate.Namespace), number);
                foreach (var label in candidate.Labels?.Entries ?? [])
                {
                    if (label.Value is ScalarNode value)
                    {
                        ServicesByLabel.Add(LabelOf("", label.Key.Value, value.Value), number);
                    }
                }

                if (!_hasService)
                {
                    _hasService = true;
                    _everywhere.Add(number);
                }

                return;
            case "ConfigMap":
                foreach (var (key, call) in NamedEndpoints.CallsOf(candidate).Where(entry => entry.Call.Namespace != candidate.Namespace))
                {
                    var ns = candidate.Namespace;
                    _callsOfMaps.Add((number, HashCode.Combine(ns, candidate.Name, (string?)null), HashCode.Combine(ns, candidate.Name, key), call));
                }

                return;
            case "RoleBinding" or "ClusterRoleBinding":
                Bindings.Add(number);
                break;
            case "CustomResourceDefinition" when candidate.Spec?.Text("group") is { } group:
                foreach (var domain in OperatorPods.DomainsAround(group))
                {
                    Definitions.Add(HashOf(domain), number);
                }

                break;
        }

        if (PodPolicies.IsOfOtherKind(candidate) ? _policyKinds.Add(candidate.Kind) : ConcernsAll(candidate))
        {
            _everywhere.Add(number);
        }

        if (ReleasedApplication.NamespaceOf(candidate) is { } released)
        {
            OtherPods.Add(HashOf(released), number);
        }
        else if (candidate.Workload is null && candidate.Spec?.Mapping("template")?.Mapping("spec")?.Has("containers") == true)
        {
            OtherPods.Add(HashOf(candidate.Namespace), number);
        }

        if (candidate.Workloads.Count == 0)
        {
            foreach (var ns in NamedNamespaces.Of(candidate).Where(ns => ns != candidate.AuditedNamespace))
            {
                ByNamedNamespace.Add(HashOf(ns), number);
            }
        }
    }

    private static bool ConcernsAll(KubernetesObject candidate) =>
        (Scraping.IsMonitor(candidate) && ScrapeMonitor.Of(candidate).AnyNamespace)
        || candidate is { Kind: "Kustomization", Group: "kustomize.config.k8s.io" } or { Kind: "RuntimeClass", Group: "node.k8s.io" }
        || (candidate.WrittenNamespace is null && OperatorPods.MayHavePods(candidate));

    // What was put off until everything had come: who is made by whom, and who takes which ConfigMap.
    private void Settle()
    {
        foreach (var (caller, call) in _callsOfOwned)
        {
            Take(call, caller, caller);
        }

        foreach (var (map, users, usersOfKey, call) in _callsOfMaps)
        {
            foreach (var user in _users.Find(users).Concat(_users.Find(usersOfKey)))
            {
                if (Take(call, user, map))
                {
                    break;
                }
            }
        }

        _callsOfOwned.Clear();
        _callsOfMaps.Clear();
    }

    private bool Take((string Namespace, string Name, int? Port) call, int caller, int map)
    {
        if (_owned.TryGetValue(caller, out var owners) && Array.Exists(owners, _controllers.Contains))
        {
            return false;
        }

        if (_calls.Add(call))
        {
            ByNamedNamespace.Add(HashOf(call.Namespace), caller);
            ByNamedNamespace.Add(HashOf(call.Namespace), map);
        }

        return true;
    }
}
