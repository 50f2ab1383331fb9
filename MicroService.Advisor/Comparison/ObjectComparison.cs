using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Comparison;

/// <summary>
/// Compares an object of a manifest with the same object of a cluster. What the API server and controllers fill in is left out: status, defaults, what
/// they allocate, and what nobody wrote according to managed fields and the last applied configuration.
/// </summary>
public sealed class ObjectComparison
{
    // A manifest can't write these, or they say nothing of what was written.
    private static readonly string[] Ignored = ["status", "apiVersion", "kind", "metadata"];
    private static readonly string[] ComparedMetadata = ["labels", "annotations", "finalizers"];
    private static readonly string[] Texts = ["env", "data", "binaryData", "labels", "annotations", "matchLabels", "args", "command", "stringData"];

    private const int Longest = 120;

    private readonly List<FieldChange> _changes = [];
    private readonly FieldOwners _owners;
    private readonly MappingNode _written;
    private readonly MappingNode _live;
    private readonly bool _isBuiltIn;

    private ObjectComparison(KubernetesObject written, KubernetesObject live)
    {
        (_written, _live) = (written.Root, live.Root);
        _owners = new FieldOwners(live);
        _isBuiltIn = BuiltInGroups.Has(live.ApiVersion, live.Kind);
    }

    /// <summary>The fields that differ, in the order of the manifest, and then those that only the cluster has.</summary>
    public static IReadOnlyList<FieldChange> Compare(KubernetesObject written, KubernetesObject live)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(live);
        var comparison = new ObjectComparison(written, live);
        // Another version of a kind has other fields.
        comparison.CompareRoots(onlyMetadata: written.ApiVersion != live.ApiVersion);
        return comparison._changes;
    }

    private void CompareRoots(bool onlyMetadata)
    {
        foreach (var key in ComparedMetadata)
        {
            CompareField(_written.Mapping("metadata")?[key], _live.Mapping("metadata")?[key]);
        }

        foreach (var key in onlyMetadata ? [] : KeysOf(_written, _live).Except(Ignored))
        {
            CompareField(_written[key], _live[key]);
        }
    }

    private void CompareField(Node? written, Node? live)
    {
        switch (written, live)
        {
            case (null or ScalarNode { IsNull: true }, null or ScalarNode { IsNull: true }):
                return;
            case ({ } only, null or ScalarNode { IsNull: true }):
                // The server drops what is empty.
                if (!IsEmpty(only))
                {
                    Add(only, only, null);
                }

                return;
            case (null or ScalarNode { IsNull: true }, { } added):
                CompareAddition(added);
                return;
            case (MappingNode one, MappingNode other):
                foreach (var key in KeysOf(one, other))
                {
                    CompareField(one[key], other[key]);
                }

                return;
            case (SequenceNode one, SequenceNode other):
                CompareItems(one, other);
                return;
            default:
                if (!IsSame(written!, live!) && !IsControllers(live!))
                {
                    Add(live!, written, live);
                }

                return;
        }
    }

    private static List<string> KeysOf(MappingNode one, MappingNode other) =>
        [.. one.Entries.Select(entry => entry.Name).Union(other.Entries.Select(entry => entry.Name))];

    private void CompareItems(SequenceNode written, SequenceNode live)
    {
        var matched = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var item in written.Items)
        {
            var counterpart = ListItems.Counterpart(written, item, live);
            if (counterpart is not null)
            {
                matched.Add(counterpart);
            }

            CompareField(item, counterpart);
        }

        foreach (var item in live.Items)
        {
            if (!matched.Contains(item))
            {
                CompareAddition(item);
            }
        }
    }

    // The highest field that somebody wrote: an item as a whole, a mapping field by field.
    private void CompareAddition(Node added)
    {
        switch (added)
        {
            case MappingNode mapping when mapping.Parent is not SequenceNode:
                foreach (var entry in mapping.Entries)
                {
                    CompareAddition(entry.Value);
                }

                return;
            case ScalarNode { IsNull: true } or ScalarNode { Value.Length: 0 }:
                return;
            default:
                // Ephemeral containers can be in no manifest.
                if (!IsEphemeral(added) && Leaves(added).Any(leaf => !IsServers(leaf)))
                {
                    Add(added, null, added);
                }

                return;
        }
    }

    private static bool IsEphemeral(Node node) => node is SequenceNode && node.Parent is MappingNode owner && owner.KeyOf(node) == "ephemeralContainers";

    private static IEnumerable<Node> Leaves(Node node) => node switch
    {
        MappingNode mapping => mapping.Entries.SelectMany(entry => Leaves(entry.Value)),
        SequenceNode sequence => sequence.Items.SelectMany(Leaves),
        ScalarNode { IsNull: true } => [],
        _ => [node],
    };

    // Whether nobody wrote it.
    private bool IsServers(Node leaf)
    {
        if (_owners.IsApplied(leaf))
        {
            return false;
        }

        var owners = _owners.Of(leaf);
        return !owners.Contains(FieldOwner.Applier)
            && (ServerFields.IsFilledIn(leaf) || (!owners.Contains(FieldOwner.Client) && (owners.Count > 0 || (!_isBuiltIn && _owners.AreKnown))));
    }

    // An autoscaler's replicas, for instance.
    private bool IsControllers(Node live) => _owners.Of(live) is { Count: > 0 } owners && owners.All(owner => owner == FieldOwner.Controller);

    private static bool IsEmpty(Node node) => node switch
    {
        MappingNode mapping => mapping.Entries.All(entry => IsEmpty(entry.Value)),
        SequenceNode sequence => sequence.Items.Count == 0,
        ScalarNode scalar => scalar.IsNull || scalar.Value.Length == 0 || scalar.AsBoolean == false || scalar.AsInteger == 0,
        _ => false,
    };

    // The server writes quantities in its own way.
    private static bool IsSame(Node written, Node live) => written.DataEquals(live)
        || (written is ScalarNode one && live is ScalarNode other && (one.Value == other.Value
            || (!IsText(live) && Quantity.Of(one) is { } amount && Quantity.Of(other) is { } stored && amount == stored)));

    private static bool IsText(Node node)
    {
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            if (parent is MappingNode mapping && Texts.Contains(mapping.KeyOf(at), StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(Node at, Node? written, Node? live) =>
        _changes.Add(new FieldChange(at.PointerFrom(live is null ? _written : _live), Show(written), Show(live)));

    private static string? Show(Node? node) => node switch
    {
        null => null,
        ScalarNode scalar when IsSecret(scalar) => "(not shown)",
        ScalarNode scalar => Wording.Cut(scalar.Value, Longest),
        MappingNode mapping => mapping.Text("name") is { } name ? $"{{name: {Wording.Cut(name, Longest)}, …}}" : $"{{{mapping.Entries.Count} fields}}",
        SequenceNode sequence => $"[{sequence.Items.Count} items]",
        _ => "…",
    };

    private static bool IsSecret(ScalarNode value) => value.Parent is MappingNode mapping && SecretName.Covers(value, mapping.KeyOf(value));
}
