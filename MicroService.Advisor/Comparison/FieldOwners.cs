using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Comparison;

/// <summary>Who wrote the fields of an object that came back from a cluster (metadata.managedFields, and what kubectl apply recorded).</summary>
internal sealed class FieldOwners
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string ClientSideApply = "kubectl-client-side-apply";

    private readonly List<Manager> _managers = [];
    private readonly Dictionary<string, MappingNode?> _keys = new(StringComparer.Ordinal);
    private readonly MappingNode _root;
    private readonly MappingNode? _applied;
    private readonly bool _isBuiltIn;

    public FieldOwners(KubernetesObject live)
    {
        _root = live.Root;
        _isBuiltIn = BuiltInGroups.Has(live.ApiVersion, live.Kind);
        // Anybody may write the annotation; one that can't be read says nothing.
        _applied = live.Annotations?.Text(LastApplied) is { Length: > 0 } text
            ? new ManifestReader().ReadObject(Encoding.UTF8.GetBytes(text), live.ApiVersion, live.Kind).File?.Documents[0].Root
            : null;
        foreach (var manager in live.Metadata?.Mappings("managedFields") ?? [])
        {
            if (manager.Mapping("fieldsV1") is { } fields && manager.Text("subresource") != "status")
            {
                _managers.Add(new Manager(OwnerOf(manager.Text("manager") ?? "", manager.Text("operation") ?? ""), fields));
            }
        }
    }

    /// <summary>Whether the server filled a value in, and nobody wrote it.</summary>
    public bool IsServers(Node leaf)
    {
        if (IsApplied(leaf))
        {
            return false;
        }

        var owners = Of(leaf);
        return !owners.HasFlag(FieldOwner.Applier)
            && (ServerFields.IsFilledIn(leaf)
                || (!owners.HasFlag(FieldOwner.Client) && (owners != FieldOwner.None || (!_isBuiltIn && _managers.Count > 0))));
    }

    /// <summary>Whether a part of the cluster writes the field, and nobody else: an autoscaler's replicas, for instance.</summary>
    public bool IsControllers(Node node) => Of(node) == FieldOwner.Controller;

    // Whether kubectl apply was given the field.
    private bool IsApplied(Node node) => _applied is not null && Counterpart(Path(node)) is not null;

    private FieldOwner Of(Node node) =>
        _managers.Aggregate(FieldOwner.None, (owners, manager) => PlaceOf(manager, node) is null ? owners : owners | manager.Owner);

    private FieldOwner OwnerOf(string manager, string operation) => operation == "Apply" ? FieldOwner.Applier
        : manager == ClientSideApply && _applied is not null ? FieldOwner.Recorded
        : manager is "kubelet" or "cloud-controller-manager" || manager.StartsWith("kube-", StringComparison.Ordinal)
            || manager.EndsWith("-controller", StringComparison.Ordinal)
            ? FieldOwner.Controller
        : FieldOwner.Client;

    private List<Node> Path(Node node)
    {
        var path = new List<Node>();
        for (var at = node; !ReferenceEquals(at, _root) && at.Parent is { } parent; at = parent)
        {
            path.Add(at);
        }

        path.Reverse();
        return path;
    }

    // Where a manager's fields have the node, or what holds it and is owned as a whole; null if they don't.
    private MappingNode? PlaceOf(Manager manager, Node node)
    {
        if (ReferenceEquals(node, _root) || node.Parent is not { } parent)
        {
            return manager.Fields;
        }

        if (manager.Places.TryGetValue(node, out var known))
        {
            return known;
        }

        var place = PlaceOf(manager, parent) switch
        {
            null => null,
            { Entries.Count: 0 } whole when !ReferenceEquals(whole, manager.Fields) => whole,
            var above => parent is MappingNode mapping ? above.Mapping($"f:{mapping.KeyOf(node)}") : ItemOf(above, node),
        };
        manager.Places[node] = place;
        return place;
    }

    private MappingNode? ItemOf(MappingNode fields, Node item)
    {
        foreach (var entry in fields.Entries)
        {
            if (entry.Name.StartsWith("k:", StringComparison.Ordinal) ? item is MappingNode mapping && IsKeyOf(entry.Name[2..], mapping)
                : entry.Name.StartsWith("v:", StringComparison.Ordinal) && item is ScalarNode scalar && entry.Name[2..].Trim('"') == scalar.Value)
            {
                return entry.Value as MappingNode;
            }
        }

        return null;
    }

    private bool IsKeyOf(string json, MappingNode item)
    {
        if (!_keys.TryGetValue(json, out var key))
        {
            var file = new ManifestReader().ReadJson("key", Encoding.UTF8.GetBytes(json)).File;
            _keys[json] = key = file?.Documents is [{ Root: { } root }] ? root : null;
        }

        return key?.Entries.All(part => part.Value is ScalarNode value && item.Text(part.Name) == value.Value) == true;
    }

    private Node? Counterpart(List<Node> path)
    {
        Node? at = _applied;
        foreach (var step in path)
        {
            at = step.Parent switch
            {
                MappingNode mapping => (at as MappingNode)?[mapping.KeyOf(step)],
                SequenceNode sequence => at is SequenceNode other ? ListItems.Counterpart(sequence, step, other) : null,
                _ => null,
            };
        }

        return at;
    }

    // Who wrote what, and where each node is in it, as far as it was asked.
    private sealed record Manager(FieldOwner Owner, MappingNode Fields)
    {
        public Dictionary<Node, MappingNode?> Places { get; } = new(ReferenceEqualityComparer.Instance);
    }

    [Flags]
    private enum FieldOwner
    {
        None = 0,

        // A server-side apply: what it owns was written.
        Applier = 1,

        // kubectl apply: it also owns what the server filled in, and recorded what it was given.
        Recorded = 2,

        // Any other client, which may have got defaults along with what it wrote.
        Client = 4,

        // A part of the cluster itself.
        Controller = 8,
    }
}
