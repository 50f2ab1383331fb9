using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;

namespace MicroService.Advisor.Comparison;

/// <summary>Who wrote the fields of an object that came back from a cluster (metadata.managedFields, and what kubectl apply recorded).</summary>
internal sealed class FieldOwners
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    private const string ClientSideApply = "kubectl-client-side-apply";

    private readonly List<(FieldOwner Owner, MappingNode Fields)> _managers = [];
    private readonly MappingNode _root;
    private readonly MappingNode? _applied;

    public FieldOwners(KubernetesObject live)
    {
        _root = live.Root;
        // Anybody may write the annotation; one that can't be read says nothing.
        _applied = live.Annotations?.Text(LastApplied) is { Length: > 0 } text
            ? new ManifestReader().ReadObject(Encoding.UTF8.GetBytes(text), live.ApiVersion, live.Kind).File?.Documents[0].Root
            : null;
        foreach (var manager in live.Metadata?.Mappings("managedFields") ?? [])
        {
            if (manager.Mapping("fieldsV1") is { } fields && manager.Text("subresource") != "status")
            {
                _managers.Add((OwnerOf(manager.Text("manager") ?? "", manager.Text("operation") ?? ""), fields));
            }
        }
    }

    /// <summary>Whether it is known who wrote what.</summary>
    public bool AreKnown => _managers.Count > 0;

    /// <summary>Whether kubectl apply was given the field.</summary>
    public bool IsApplied(Node node) => _applied is not null && Counterpart(Path(node)) is not null;

    /// <summary>Those who own a field.</summary>
    public IReadOnlySet<FieldOwner> Of(Node node)
    {
        var path = Path(node);
        return _managers.Where(manager => Owns(manager.Fields, path)).Select(manager => manager.Owner).ToHashSet();
    }

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

    private static bool Owns(MappingNode fields, List<Node> path)
    {
        Node? at = fields;
        foreach (var step in path)
        {
            if (at is MappingNode { Entries.Count: 0 } && !ReferenceEquals(at, fields))
            {
                // A list or a map that is owned as a whole.
                return true;
            }

            at = step.Parent switch
            {
                MappingNode mapping => (at as MappingNode)?[$"f:{mapping.KeyOf(step)}"],
                SequenceNode => ItemOf(at as MappingNode, step),
                _ => null,
            };
            if (at is null)
            {
                return false;
            }
        }

        return true;
    }

    private static Node? ItemOf(MappingNode? fields, Node item)
    {
        foreach (var entry in fields?.Entries ?? [])
        {
            if (entry.Name.StartsWith("k:", StringComparison.Ordinal) ? item is MappingNode mapping && IsKeyOf(entry.Name[2..], mapping)
                : entry.Name.StartsWith("v:", StringComparison.Ordinal) && item is ScalarNode scalar && entry.Name[2..].Trim('"') == scalar.Value)
            {
                return entry.Value;
            }
        }

        return null;
    }

    private static bool IsKeyOf(string json, MappingNode item) =>
        new ManifestReader().ReadJson("key", Encoding.UTF8.GetBytes(json)).File?.Documents is [{ Root: { } key }]
        && key.Entries.All(part => part.Value is ScalarNode value && item.Text(part.Name) == value.Value);

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
}

/// <summary>Kinds of owners of a field.</summary>
internal enum FieldOwner
{
    /// <summary>A server-side apply: what it owns was written.</summary>
    Applier,

    /// <summary>kubectl apply: it also owns what the server filled in, and recorded what it was given.</summary>
    Recorded,

    /// <summary>Any other client, which may have got defaults along with what it wrote.</summary>
    Client,

    /// <summary>A part of the cluster itself.</summary>
    Controller,
}
