using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Comparison;

/// <summary>
/// Compares an object of a manifest with the same object of a cluster. What the API server and controllers fill in is left out: status, defaults, what
/// they allocate, and what nobody wrote according to managed fields and the last applied configuration.
/// </summary>
public sealed class ObjectComparison
{
    // A manifest can't write these, or they say nothing of what was written.
    internal static readonly string[] Ignored = ["status", "apiVersion", "kind", "metadata"];
    internal static readonly string[] ComparedMetadata = ["labels", "annotations", "finalizers"];

    private static readonly string[] Texts = ["env", "data", "binaryData", "labels", "annotations", "matchLabels", "args", "command", "stringData"];

    /// <summary>The longest text that is shown as it is.</summary>
    internal const int Longest = 120;

    private readonly List<FieldChange> _changes = [];
    private readonly MappingNode _written;
    private readonly MappingNode _live;

    // Null where both have only what somebody wrote.
    private readonly FieldOwners? _owners;

    private ObjectComparison(MappingNode written, MappingNode live, FieldOwners? owners) =>
        (_written, _live, _owners) = (written, live, owners);

    /// <summary>The fields that differ, in the order of the manifest, and then those that only the cluster has.</summary>
    public static IReadOnlyList<FieldChange> Compare(KubernetesObject written, KubernetesObject live)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(live);
        return new ObjectComparison(written.Root, live.Root, new FieldOwners(live))
            .CompareRoots(onlyMetadata: written.ApiVersion != live.ApiVersion);
    }

    /// <summary>The fields that differ in what was written of an object at two times, as <see cref="WrittenObject"/> has it.</summary>
    /// <param name="before">What it was.</param>
    /// <param name="now">What it is.</param>
    /// <param name="isSameVersion">Whether both are written in the same version of the kind.</param>
    public static IReadOnlyList<FieldChange> Compare(MappingNode before, MappingNode now, bool isSameVersion)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return new ObjectComparison(before, now, owners: null).CompareRoots(onlyMetadata: !isSameVersion);
    }

    // Another version of a kind has other fields.
    private List<FieldChange> CompareRoots(bool onlyMetadata)
    {
        foreach (var key in ComparedMetadata)
        {
            CompareField(_written.Mapping("metadata")?[key], _live.Mapping("metadata")?[key]);
        }

        foreach (var key in onlyMetadata ? [] : KeysOf(_written, _live).Except(Ignored))
        {
            CompareField(_written[key], _live[key]);
        }

        return _changes;
    }

    private void CompareField(Node? written, Node? live)
    {
        switch (written, live)
        {
            case (null or ScalarNode { IsNull: true }, null or ScalarNode { IsNull: true }):
                return;
            case ({ } only, null or ScalarNode { IsNull: true }):
                // The server drops what is empty.
                if (_owners is null || !IsEmpty(only))
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
                if (!IsSame(written!, live!) && _owners?.IsControllers(live!) != true)
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
                if (!IsEphemeral(added) && Leaves(added).Any(leaf => _owners?.IsServers(leaf) != true))
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
        ScalarNode scalar when HiddenText.Hides(scalar) => HiddenText.Words,
        ScalarNode scalar => Wording.Cut(scalar.Value, Longest),
        MappingNode mapping => mapping.Text("name") is { } name ? $"{{name: {Wording.Cut(name, Longest)}, …}}" : $"{{{mapping.Entries.Count} fields}}",
        SequenceNode sequence => $"[{sequence.Items.Count} items]",
        _ => "…",
    };
}
