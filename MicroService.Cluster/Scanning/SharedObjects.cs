using MicroService.Advisor.Manifests;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;

namespace MicroService.Cluster.Scanning;

/// <summary>What is read once for the whole cluster, and which of it is about a namespace.</summary>
internal sealed class SharedObjects
{
    private static readonly string[] Groups = ["system:serviceaccounts", "system:authenticated"];

    private readonly List<(ServedKind Kind, ReadObject Object)> _objects = [];

    /// <summary>The Namespaces by name.</summary>
    public Dictionary<string, ReadObject> Namespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Keeps an object.</summary>
    public void Add(ServedKind kind, ReadObject item)
    {
        lock (_objects)
        {
            if (kind.Kind == KnownKinds.Namespaces)
            {
                Namespaces.TryAdd(item.Root.Mapping("metadata")?.Text("name") ?? "", item);
            }
            else
            {
                _objects.Add((kind, item));
            }
        }
    }

    /// <summary>The objects that belong to a namespace; for null, to none, the Namespaces left out.</summary>
    public IEnumerable<ReadObject> Of(string? ns) => _objects.Where(entry => NamespaceOf(entry.Object) == ns).Select(entry => entry.Object);

    /// <summary>The objects from elsewhere that may decide about what is in a namespace.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="own">What is in it.</param>
    public IEnumerable<ReadObject> About(string ns, IReadOnlyList<ReadObject> own)
    {
        var bindings = _objects.Where(entry => entry.Kind.Kind.Plural is "clusterrolebindings" or "rolebindings" && Binds(entry.Object.Root, ns));
        var roles = own.Concat(bindings.Select(entry => entry.Object))
            .Select(item => item.Root.Mapping("roleRef")?.Text("name")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return from entry in _objects
               where NamespaceOf(entry.Object) != ns && IsAbout(entry.Kind.Kind, entry.Object.Root, ns, roles)
               select entry.Object;
    }

    private static bool IsAbout(ResourceKind kind, MappingNode root, string ns, HashSet<string> roles) => kind.Plural switch
    {
        "clusterroles" => roles.Contains(root.Mapping("metadata")?.Text("name") ?? ""),
        "clusterrolebindings" or "rolebindings" => Binds(root, ns),
        "persistentvolumes" or "storageclasses" => false,
        // Policies of a network plug-in, and monitors of all namespaces, say so in many ways.
        _ when kind.Reach == KindReach.Cluster && kind.Group != "admissionregistration.k8s.io" => true,
        _ => root.Mapping("spec") is { } spec ? Names(spec, ns) : Names(root, ns),
    };

    private static bool Binds(MappingNode root, string ns) => root.Sequence("subjects") is { } subjects && Names(subjects, ns);

    // True if the namespace is named anywhere in it, or all of them are.
    private static bool Names(Node node, string ns) => node switch
    {
        MappingNode mapping => mapping.Entries.Any(entry => (entry.Key.Value == "any" && entry.Value is ScalarNode { AsBoolean: true })
            || entry.Key.Value == "namespaceSelector" && entry.Value is MappingNode { Entries.Count: 0 } || Names(entry.Value, ns)),
        SequenceNode sequence => sequence.Items.Any(item => Names(item, ns)),
        ScalarNode scalar => scalar.Value == ns || Groups.Contains(scalar.Value) || scalar.Value.EndsWith($":{ns}", StringComparison.Ordinal)
            || scalar.Value.Contains($":{ns}:", StringComparison.Ordinal),
        _ => false,
    };

    private static string? NamespaceOf(ReadObject item) => item.Root.Mapping("metadata")?.Text("namespace");
}
