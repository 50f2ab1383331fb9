using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Schema;

/// <summary>
/// Compares one object with its type, as the API server does when it decodes it strictly: unknown and repeated fields, values of another
/// type, and then what is missing or is not a value of its enumeration. Marks misspelt fields, so that they are found by the name they
/// mean.
/// </summary>
internal sealed class ObjectCheck
{
    // Looking for the name that is meant takes time, which an object of nothing but unknown fields must not get.
    private const int MostSuggestions = 100;

    private static readonly Lazy<SchemaType> Metadata = new(() => SchemaTable.FindKind("v1", "Pod")!.Value.Type.Find("metadata")!.Value.Shape.Type);

    private readonly MappingNode _root;
    private readonly ListedType? _listed;
    private readonly bool _isJson;
    private readonly KubernetesVersion _version;
    private readonly int _bit;
    private readonly int _limit;
    private readonly int _mostSuggestions;
    private readonly List<SchemaFault> _faults = [];
    private readonly List<SchemaType> _around = [];
    private bool _isStatus;
    private bool _isSecret;

    private ObjectCheck(MappingNode root, ListedType? listed, bool isJson, KubernetesVersion version, int limit)
    {
        _root = root;
        _listed = listed;
        _isJson = isJson;
        _version = version;
        _bit = 1 << (Math.Clamp(version.Minor, KubernetesVersion.Oldest.Minor, KubernetesVersion.Newest.Minor) - KubernetesVersion.Oldest.Minor);
        _limit = limit;
        _mostSuggestions = Math.Min(limit, MostSuggestions);
    }

    /// <summary>The faults of an object, in the order of its fields.</summary>
    /// <param name="root">The object.</param>
    /// <param name="listed">What a list says that the object is; null if it says so itself.</param>
    /// <param name="isJson">Whether it was written in JSON.</param>
    /// <param name="version">The version of Kubernetes that is to take it.</param>
    /// <param name="limit">How many faults to go on with.</param>
    public static List<SchemaFault> Check(MappingNode root, ListedType? listed, bool isJson, KubernetesVersion version, int limit)
    {
        var check = new ObjectCheck(root, listed, isJson, version, limit);
        check.CheckRoot();
        return check._faults;
    }

    /// <summary>The faults of the metadata of an object inside another one.</summary>
    public static List<SchemaFault> CheckMetadata(Node metadata)
    {
        var check = new ObjectCheck(new MappingNode(), listed: null, isJson: false, KubernetesVersion.Newest, int.MaxValue);
        check.CheckValue("metadata", metadata, new SchemaShape(ShapeKind.Object, 0, Metadata.Value.Index, 0), mayBeEmpty: false);
        return check._faults;
    }

    private void CheckRoot()
    {
        if (_listed is { } listed)
        {
            CheckKind(listed.ApiVersion, listed.Kind);
            return;
        }

        if (_root.Scalar("apiVersion") is not { Kind: ScalarKind.String, Value: { Length: > 0 } apiVersion }
            || _root.Scalar("kind") is not { Kind: ScalarKind.String, Value: { Length: > 0 } kind })
        {
            foreach (var field in new[] { "apiVersion", "kind" })
            {
                if (_root[field] is { } value and not ScalarNode { Kind: ScalarKind.String or ScalarKind.Null })
                {
                    AddType(field, value, new SchemaShape(ShapeKind.Text, 0, 0, 0));
                }
            }

            if (_faults.Count == 0 && !BuiltInGroups.Knows(_root.Text("apiVersion"), _root.Text("kind")))
            {
                var missing = _root.Text("kind") is { Length: > 0 } ? "apiVersion" : "kind";
                Add(FaultKind.Kind, _root[missing] ?? _root, $"The {missing} is missing, which custom resources need. kubectl api-resources lists both.");
            }

            return;
        }

        CheckKind(apiVersion, kind);
    }

    private void CheckKind(string apiVersion, string kind)
    {
        // Messages never repeat what a Secret holds.
        _isSecret = kind == "Secret";
        if (SchemaTable.FindKind(apiVersion, kind) is { } known)
        {
            if ((known.Versions & _bit) == 0)
            {
                Add(FaultKind.Kind, _root["kind"] ?? _root, $"{apiVersion} has the kind {kind} {Since(known.Versions)}.");
            }

            Walk(_root, known.Type);
            CheckName(kind);
            return;
        }

        var isList = kind == "List" && apiVersion == "v1";
        if (BuiltInGroups.Has(apiVersion, kind) && !isList && BuiltInGroups.Unknown(_root, apiVersion, kind, _bit) is var fault)
        {
            Add(fault.Kind, fault.Node, fault.Message, fault.Repair);
        }

        // Kustomizations are read by kustomize, and the files of other tools by those: they never reach a cluster.
        if (_root["metadata"] is { } metadata && !isList && !apiVersion.StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal)
            && !BuiltInGroups.IsForeign(apiVersion, kind))
        {
            CheckValue("metadata", metadata, new SchemaShape(ShapeKind.Object, 0, Metadata.Value.Index, 0), mayBeEmpty: false);
            CheckName(kind);
            CheckRest();
        }
    }

    // Of fields that are not known, only what no decoder takes.
    private void CheckRest()
    {
        foreach (var entry in _root.Entries)
        {
            if (entry.Name != "metadata")
            {
                CheckAny(entry.Name, entry.Value);
            }
        }

        foreach (var duplicate in _root.Duplicates)
        {
            AddDuplicate(duplicate);
        }
    }

    // Reviews are answered and kept nowhere: they need no name. A LimitRange without one gets one.
    private void CheckName(string kind)
    {
        var metadata = _root["metadata"];
        if (kind == "LimitRange" || kind.EndsWith("Review", StringComparison.Ordinal) || metadata is not (null or ScalarNode { IsNull: true } or MappingNode))
        {
            return;
        }

        var names = metadata as MappingNode;
        if (IsNothing(names?["name"]) && IsNothing(names?["generateName"]))
        {
            Add(FaultKind.Missing, (Node?)names?["name"] ?? names ?? _root, "metadata.name is missing. Give the object a name.");
        }
    }

    private void Walk(MappingNode mapping, SchemaType type)
    {
        _around.Add(type);
        var entries = mapping.Entries;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (type.Find(entry.Name) is not { } field)
            {
                CheckUnknown(mapping, entry, type);
            }
            else if ((field.Versions & _bit) == 0)
            {
                Add(FaultKind.Field, entry.Key, $"{type.Name} has the field {field.Name} {Since(field.Versions)}.");
            }
            else
            {
                CheckField(mapping, entry, field);
            }
        }

        foreach (var duplicate in mapping.Duplicates)
        {
            AddDuplicate(duplicate);
        }

        if (!_isStatus && type.HasRequired)
        {
            CheckMissing(mapping, type);
        }

        _around.RemoveAt(_around.Count - 1);
    }

    private void CheckField(MappingNode mapping, MappingEntry entry, SchemaField field)
    {
        // The status of a new object is dropped after it is decoded: nothing is asked of it.
        var isStatus = _isStatus;
        _isStatus |= ReferenceEquals(mapping, _root) && entry.Name == "status";
        // What is required and empty counts as missing.
        CheckValue(entry.Name, entry.Value, field.Shape, field.MayBeEmpty || ((field.Required & _bit) != 0 && IsNothing(entry.Value)));
        _isStatus = isStatus;
    }

    private void CheckUnknown(MappingNode mapping, MappingEntry entry, SchemaType type)
    {
        var name = entry.Name;
        var problem = $"{type.Name} has no field {Wording.Cut(name)}";
        var fields = type.Fields.Where(field => (field.Versions & _bit) != 0);
        var (distance, nearest) = _faults.Count < _mostSuggestions ? NameDistance.Nearest(name, fields.Select(field => field.Name)) : (int.MaxValue, []);
        if (nearest is not [var meant])
        {
            Add(FaultKind.Field, entry.Key, nearest.Count > 1 ? $"{problem}. Write {Listed(nearest)} if one of them is meant, else remove it."
                : HomeOf(name, type) is { } home ? $"{problem}, but {home.Name} has. Move it there, or remove it."
                : $"{problem}. Remove it.");
        }
        else if (mapping.Find(meant) is { } other && other != entry)
        {
            Add(FaultKind.Field, entry.Key, $"{problem}, and {meant} is there already. Remove {Wording.Cut(name)}.");
        }
        else if (distance > 1)
        {
            Add(FaultKind.Field, entry.Key, $"{problem}. Write {meant} if that is meant, else remove it.");
        }
        else
        {
            mapping.Understand(entry, meant);
            var field = type.Find(meant)!.Value;
            var isSecret = field.Shape.Kind == ShapeKind.Text && SecretName.Covers(entry.Value, meant);
            Add(FaultKind.Field, entry.Key, $"{problem}. Write {meant}.", entry.IsMerged || isSecret ? null : Repair.Rename(mapping, name, meant));
            CheckField(mapping, entry, field);
        }
    }

    // A field that is indented too far or not far enough belongs to a type around this one or in it.
    private SchemaType? HomeOf(string name, SchemaType type)
    {
        if (_faults.Count >= _mostSuggestions)
        {
            return null;
        }

        var inside = type.Fields.Select(field => field.Shape.Kind is ShapeKind.List or ShapeKind.Map ? field.Shape.Item : field.Shape)
            .Where(shape => shape.Kind == ShapeKind.Object).Select(shape => shape.Type);
        return _around.AsEnumerable().Reverse().Skip(1).Concat(inside).Cast<SchemaType?>()
            .FirstOrDefault(candidate => candidate!.Value.Find(name) is { } field && (field.Versions & _bit) != 0);
    }

    private void AddDuplicate(MappingEntry duplicate) =>
        Add(FaultKind.Field, duplicate.Key, $"{Wording.Cut(duplicate.Name)} is given twice. Remove one: kubectl refuses the object, and other clients keep the last.");

    private void CheckMissing(MappingNode mapping, SchemaType type)
    {
        var (_, _, first, count, _) = SchemaTable.Type(type.Index);
        for (var i = first; i < first + count; i++)
        {
            if ((SchemaTable.RequiredOf(i) & _bit) == 0)
            {
                continue;
            }

            var field = SchemaTable.Field(i);
            var value = mapping.Find(field.Name)?.Value;
            if (IsNothing(value) && (value is not SequenceNode || field.Shape.Kind == ShapeKind.List))
            {
                Add(FaultKind.Missing, value ?? mapping, value is ScalarNode { IsNull: false } or MappingNode or SequenceNode
                    ? $"{field.Name} is empty, and {type.Name} needs it."
                    : $"{field.Name} is missing, and {type.Name} needs it.");
            }
        }
    }

    private void CheckValue(string name, Node node, SchemaShape shape, bool mayBeEmpty, bool isItem = false)
    {
        // Null means absent.
        if (node is ScalarNode { IsNull: true })
        {
            return;
        }

        switch (shape.Kind)
        {
            case ShapeKind.Object when node is MappingNode mapping:
                Walk(mapping, shape.Type);
                break;
            case ShapeKind.List when node is SequenceNode sequence:
                CheckItems(name, sequence, shape.Item, mayBeEmpty);
                break;
            case ShapeKind.Map when node is MappingNode map:
                CheckEntries(map, shape.Item);
                break;
            case ShapeKind.Bytes when node is SequenceNode:
                break;
            case ShapeKind.Any:
                CheckAny(name, node);
                break;
            case not (ShapeKind.Object or ShapeKind.List or ShapeKind.Map) when node is ScalarNode scalar && ScalarFormat.Fits(scalar, shape.Kind, _isJson):
                if (shape.Kind == ShapeKind.Enumeration && !_isStatus)
                {
                    CheckEnumeration(isItem ? ItemOf(name) : name, scalar, shape, mayBeEmpty);
                }

                break;
            default:
                AddType(isItem ? ItemOf(name) : name, node, shape);
                break;
        }
    }

    private void CheckItems(string name, SequenceNode sequence, SchemaShape item, bool mayBeEmpty)
    {
        var items = sequence.Items;
        for (var i = 0; i < items.Count; i++)
        {
            var node = items[i];
            // An item that is null is one of nothing but defaults.
            if (node is ScalarNode { IsNull: true } && !_isStatus)
            {
                if ((item.Kind == ShapeKind.Object && item.Type.HasRequired) || (item.Kind == ShapeKind.Enumeration && !mayBeEmpty && !item.Has("", _bit)))
                {
                    Add(FaultKind.Missing, node, $"An item of {name} is empty. Give it a value or remove it.");
                }
            }
            else
            {
                CheckValue(name, node, item, mayBeEmpty, isItem: true);
            }
        }
    }

    private void CheckEntries(MappingNode map, SchemaShape value)
    {
        var entries = map.Entries;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            CheckValue(entry.Name, entry.Value, value, mayBeEmpty: false);
        }

        foreach (var duplicate in map.Duplicates)
        {
            AddDuplicate(duplicate);
        }
    }

    // What no type describes still has to be JSON.
    private void CheckAny(string name, Node node)
    {
        switch (node)
        {
            case MappingNode mapping:
                var entries = mapping.Entries;
                for (var i = 0; i < entries.Count; i++)
                {
                    CheckAny(entries[i].Name, entries[i].Value);
                }

                foreach (var duplicate in mapping.Duplicates)
                {
                    AddDuplicate(duplicate);
                }

                break;
            case SequenceNode sequence:
                var items = sequence.Items;
                for (var i = 0; i < items.Count; i++)
                {
                    CheckAny(name, items[i]);
                }

                break;
            case ScalarNode { Kind: ScalarKind.Float } scalar when !ScalarFormat.IsNumber(scalar):
                AddType(name, node, new SchemaShape(ShapeKind.Number, 0, 0, 0));
                break;
        }
    }

    private void CheckEnumeration(string name, ScalarNode scalar, SchemaShape shape, bool mayBeEmpty)
    {
        if (shape.Has(scalar.Value, _bit) || (scalar.Value.Length == 0 && mayBeEmpty))
        {
            return;
        }

        if (shape.VersionsOf(scalar.Value) is not 0 and var versions)
        {
            Add(FaultKind.Value, scalar, $"{name} takes {scalar.Value} {Since(versions)}.");
            return;
        }

        var values = shape.Values(_bit).Where(value => value.Length > 0).ToList();
        if (NameDistance.Nearest(scalar.Value, values) is ( < 2, [var nearest]))
        {
            Add(FaultKind.Value, scalar, $"{name} does not take {scalar.Value}. Write {nearest}.", Repair.Replace(scalar, nearest));
            return;
        }

        var instead = values.Count > 12 ? $"one of {string.Join(", ", values)}" : Listed(values);
        Add(FaultKind.Value, scalar, scalar.Value.Length == 0 ? $"{name} is empty. Write {instead}, or remove the field." : $"{name} does not take {Wording.Cut(scalar.Value)}. Write {instead}.");
    }

    private void AddType(string name, Node node, SchemaShape shape)
    {
        var isSecret = _isSecret || (shape.Kind == ShapeKind.Text && SecretName.Covers(node, name));
        var message = $"{Wording.Cut(name)} is {ValueWords.Of(node, isSecret)}. {ValueWords.Instead(node, shape, _isJson, isSecret)}";
        Add(FaultKind.Type, node, message, node is ScalarNode scalar && !isSecret ? Repair.Requote(scalar, shape.Kind) : null);
    }

    private void Add(FaultKind kind, Node node, string message, Repair? repair = null)
    {
        if (_faults.Count < _limit)
        {
            // A patch that renames a field of a Secret would repeat what it holds.
            _faults.Add(new SchemaFault(kind, node, message, _isSecret && kind == FaultKind.Field ? null : repair));
        }
    }

    // Absent, null or what Go can't tell from absent.
    private static bool IsNothing(Node? node) => node switch
    {
        null => true,
        ScalarNode scalar => scalar.IsNull || (scalar.Kind == ScalarKind.String && scalar.Value.Length == 0),
        SequenceNode sequence => sequence.Items.Count == 0,
        _ => false,
    };

    // Fields, kinds and values come with a version; a few went again.
    private string Since(int versions)
    {
        var oldest = KubernetesVersion.Oldest.Minor;
        var (first, last) = (oldest + int.TrailingZeroCount(versions), oldest + int.Log2(versions));
        return last < _version.Minor
            ? string.Create(CultureInfo.InvariantCulture, $"up to Kubernetes 1.{last} only, and {_version} refuses it")
            : string.Create(CultureInfo.InvariantCulture, $"from Kubernetes 1.{first} on, and {_version} refuses it");
    }

    private static string ItemOf(string name) => $"An item of {Wording.Cut(name)}";

    private static string Listed(List<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
