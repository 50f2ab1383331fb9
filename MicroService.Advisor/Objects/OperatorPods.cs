using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// The pods that operators make of custom resources. Their labels can't be known, but conventions are: they name the custom resource, as in
/// <c>strimzi.io/cluster: orders</c> or <c>app.kubernetes.io/instance: orders</c>, are its own labels, or labels that it lists, or have
/// its group as their domain, as in <c>longhorn.io/component: instance-manager</c>.
/// </summary>
internal sealed class OperatorPods
{
    // Of a resource without a namespace: it may be the cluster's, or be applied to any.
    private const string AnyNamespace = "";

    // Resources that configure something else: nobody makes pods of them.
    private static readonly string[] EndingsWithoutPods =
    [
        "Autoscaler", "Binding", "Certificate", "Class", "Config", "Configuration", "CustomResourceDefinition", "Database",
        "Definition", "Entry", "Filter", "Issuer", "List", "Middleware", "Monitor", "Permission", "Policy", "Probe", "Project",
        "Request", "Role", "Route", "Rule", "ScaledObject", "Secret", "Service", "Set", "Snapshot", "Store", "Template", "Topic",
        "User",
    ];

    // …but for those that do run pods.
    private static readonly string[] KindsWithPods = ["GameServerSet", "InferenceService", "LLMInferenceService", "Service.serving.knative.dev", "StrimziPodSet", "VMAuth"];

    // Flagger's own default (-selector-labels).
    private static readonly string[] SelectorLabels = ["app", "name", "app.kubernetes.io/name"];

    private readonly HashSet<(string Namespace, string Name)> _names;
    private readonly ILookup<(string Namespace, string Key, string Value), MappingNode> _byLabel;
    private readonly HashSet<string> _namespaces;
    private readonly HashSet<(string Namespace, string Group)> _groups;

    public OperatorPods(IEnumerable<KubernetesObject> objects)
    {
        var resources = objects.Where(MayHavePods).ToList();
        // Operators label pods with the name of the resource, or with what it is: app.kubernetes.io/name: prometheus.
        _names =
        [
            .. resources.Select(resource => (NamespaceOf(resource), resource.Name)),
            .. resources.Select(resource => (NamespaceOf(resource), KindWord(resource))),
            .. resources.Where(resource => resource is { Kind: "Canary", Group: "flagger.app" })
                .SelectMany(canary => PrimariesOf(canary, objects).Select(value => (NamespaceOf(canary), value))),
        ];
        _namespaces = [.. resources.Select(resource => resource.Namespace)];
        // Whoever brings a definition brings its operator, too, whose pods may be anywhere.
        _groups =
        [
            .. resources.Select(resource => (NamespaceOf(resource), resource.Group)),
            .. objects.Where(candidate => candidate.Group.Contains('.', StringComparison.Ordinal)).Select(candidate => (candidate.Namespace, candidate.Group)),
            .. objects.Where(candidate => candidate.Kind == "CustomResourceDefinition").Select(definition => (AnyNamespace, definition.Spec?.Text("group") ?? "")),
        ];
        _byLabel = (from resource in resources
                    from labels in LabelsOf(resource)
                    from label in labels.Entries
                    let value = label.Value as ScalarNode
                    where value is not null
                    select (Key: (NamespaceOf(resource), label.Name, value.Value), labels)).ToLookup(pair => pair.Key, pair => pair.labels);
    }

    /// <summary>True if the selector may select pods that an operator makes of a custom resource of the namespace.</summary>
    public bool MaySelect(LabelSelector selector, string ns) =>
        MaySelectIn(selector, ns) || MaySelectIn(selector, AnyNamespace);

    /// <summary>True if an operator may make pods of a custom resource of the namespace.</summary>
    public bool MayHavePods(string ns) => _namespaces.Contains(ns);

    /// <summary>True if what is named so may be made of a custom resource of the namespace: the name is the resource's, or begins with it and a dash.</summary>
    public bool MayName(string name, string ns)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('-', end - 1))
        {
            if (_names.Contains((ns, name[..end])) || _names.Contains((AnyNamespace, name[..end])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A domain and those around it, such as serving.kserve.io and kserve.io.</summary>
    public static IEnumerable<string> DomainsAround(string domain)
    {
        for (var rest = domain; rest.Contains('.', StringComparison.Ordinal); rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            yield return rest;
        }
    }

    /// <summary>The domains of the labels that a selector names, Kubernetes' own left out.</summary>
    public static IEnumerable<string> DomainsOf(LabelSelector selector) =>
        selector.NamedLabels.Select(label => label.Key).Where(key => key.Contains('/', StringComparison.Ordinal))
            .Select(key => key[..key.IndexOf('/', StringComparison.Ordinal)]).Where(domain => !IsOfKubernetes(domain)).Distinct(StringComparer.Ordinal);

    private bool MaySelectIn(LabelSelector selector, string ns) =>
        selector.NamedLabels.Any(label => _names.Contains((ns, label.Value)))
        || DomainsOf(selector).Any(domain => _groups.Any(group => group.Namespace == ns && !IsOfKubernetes(group.Group) && IsWithin(domain, group.Group)))
        || selector.RequiredLabels.Take(1).Any(required => _byLabel[(ns, required.Key, required.Value)].Any(selector.Matches));

    // Labels with the domain of Kubernetes itself are everybody's.
    private static bool IsOfKubernetes(string domain) =>
        domain is "k8s.io" or "kubernetes.io" || domain.EndsWith(".k8s.io", StringComparison.Ordinal) || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal);

    // serving.kserve.io and kserve.io; a group of one word is none that anybody owns.
    private static bool IsWithin(string domain, string group) =>
        group.Contains('.', StringComparison.Ordinal)
        && (domain == group || domain.EndsWith($".{group}", StringComparison.Ordinal) || group.EndsWith($".{domain}", StringComparison.Ordinal));

    // Flagger copies the target of a Canary as its primary, and writes so behind its name and the label that tells its pods apart
    // (https://docs.flagger.app/usage/how-it-works#canary-target).
    private static IEnumerable<string> PrimariesOf(KubernetesObject canary, IEnumerable<KubernetesObject> objects)
    {
        var target = canary.Spec?.Mapping("targetRef");
        var (kind, name) = (target?.Text("kind"), target?.Text("name"));
        return objects.Where(candidate => candidate.Kind == kind && candidate.Name == name && candidate.Namespace == canary.Namespace)
            .SelectMany(candidate => candidate.Workloads)
            .SelectMany(workload => SelectorLabels.Select(label => workload.PodLabels?.Text(label)))
            .Append(name).OfType<string>().Select(value => $"{value}-primary");
    }

#pragma warning disable CA1308 // Label values are written in lower case.
    private static string KindWord(KubernetesObject resource) => resource.Kind.ToLowerInvariant();
#pragma warning restore CA1308

    private static string NamespaceOf(KubernetesObject resource) => resource.WrittenNamespace ?? AnyNamespace;

    /// <summary>True if an operator may make pods of the resource.</summary>
    public static bool MayHavePods(KubernetesObject candidate) =>
        candidate.Group.Contains('.', StringComparison.Ordinal)
        && (candidate.Group.EndsWith(".k8s.io", StringComparison.Ordinal)
            ? candidate is { Group: "gateway.networking.k8s.io", Kind: "Gateway" }
            : KindsWithPods.Any(kind => kind == candidate.Kind || kind == $"{candidate.Kind}.{candidate.Group}")
                || !EndingsWithoutPods.Any(ending => candidate.Kind.EndsWith(ending, StringComparison.Ordinal)));

    private static List<MappingNode> LabelsOf(KubernetesObject resource)
    {
        var found = new List<MappingNode>();
        if (resource.Labels is { } own)
        {
            found.Add(own);
        }

        if (resource.Spec is { } spec)
        {
            Collect(spec, found);
        }

        return found;
    }

    private static void Collect(Node node, List<MappingNode> found)
    {
        foreach (var entry in (node as MappingNode)?.Entries ?? [])
        {
            if (entry.Value is MappingNode labels && entry.Name != "matchLabels"
                && entry.Name.EndsWith("labels", StringComparison.OrdinalIgnoreCase))
            {
                found.Add(labels);
            }
            else
            {
                Collect(entry.Value, found);
            }
        }

        foreach (var item in (node as SequenceNode)?.Items ?? [])
        {
            Collect(item, found);
        }
    }
}
