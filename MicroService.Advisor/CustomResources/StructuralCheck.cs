using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.CustomResources;

/// <summary>
/// Compares a custom resource with its schema, as the API server does: unknown fields first, then types, what is missing, and values. CEL
/// rules (<c>x-kubernetes-validations</c>) are left to the server.
/// </summary>
/// <remarks>k8s.io/apiextensions-apiserver, pkg/apiserver/schema and pkg/apiserver/validation.</remarks>
internal sealed class StructuralCheck(CustomDefinitions definitions)
{
    // No object has as many on purpose, and a longer report does not help.
    private const int Most = 500;

    private const int MostSuggestions = 100;

    private const int MostListed = 12;

    // What every object has, whatever its schema says.
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    private static readonly string[] Junctions = ["allOf", "anyOf", "oneOf", "not"];

    private readonly List<CustomFault> _faults = [];

    /// <summary>The faults of an object.</summary>
    public static List<CustomFault> Check(MappingNode root, CustomVersion version, CustomDefinitions definitions)
    {
        var check = new StructuralCheck(definitions);
        if (version.Schema is { } schema)
        {
            check.CheckObject(root, schema, isObject: true, version.HasStatus);
        }

        return check._faults;
    }

    /// <summary>The faults of a value, such as a default.</summary>
    public static List<CustomFault> CheckValue(Node node, MappingNode schema, CustomDefinitions definitions)
    {
        var check = new StructuralCheck(definitions);
        check.CheckNode(node, schema);
        return check._faults;
    }

    private static bool IsAbsent(Node? node) => node is null or ScalarNode { IsNull: true };

    private static double Number(ScalarNode scalar) => ScalarResolver.ToDouble(scalar.Value);

    private void CheckNode(Node node, MappingNode schema)
    {
        var isNull = node is ScalarNode { IsNull: true };
        if (isNull && (StructuralSchema.Allows(schema, "nullable") || node.Parent is MappingNode))
        {
            // What may not be null counts as absent, but in a list.
            return;
        }

        if (!HasType(node, schema))
        {
            Add(node, $"{Field(node)} is {(isNull ? "empty" : ValueWords.Of(node, SecretName.Covers(node, Field(node))))}. Write {StructuralSchema.TypeWords(schema)}.");
            return;
        }

        switch (node)
        {
            case MappingNode mapping:
                CheckObject(mapping, schema, StructuralSchema.Allows(schema, "x-kubernetes-embedded-resource"), withoutStatus: false);
                break;
            case SequenceNode sequence:
                CheckList(sequence, schema);
                break;
            case ScalarNode { Kind: ScalarKind.String } text:
                CheckText(text, schema);
                break;
            case ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } number:
                CheckNumber(number, schema);
                break;
        }

        CheckEnumeration(node, schema);
        CheckJunctions(node, schema);
    }

    // YAML's 1.0 reaches the server as 1.
    private static bool IsWholeFloat(Node node) => node is ScalarNode { Kind: ScalarKind.Float } scalar && double.IsInteger(Number(scalar));

    private static bool HasType(Node node, MappingNode schema)
    {
        if (StructuralSchema.Allows(schema, "x-kubernetes-int-or-string"))
        {
            return node is ScalarNode { Kind: ScalarKind.String or ScalarKind.Integer } || IsWholeFloat(node);
        }

        return schema.Text("type") switch
        {
            "object" => node is MappingNode,
            "array" => node is SequenceNode,
            "string" => node is ScalarNode { Kind: ScalarKind.String },
            "boolean" => node is ScalarNode { Kind: ScalarKind.Boolean },
            "integer" => node is ScalarNode { Kind: ScalarKind.Integer } || IsWholeFloat(node),
            "number" => node is ScalarNode scalar && ScalarFormat.IsNumber(scalar),
            _ => true,
        };
    }

    private void CheckObject(MappingNode mapping, MappingNode schema, bool isObject, bool withoutStatus)
    {
        var properties = schema.Mapping("properties");
        var others = schema["additionalProperties"];
        var isOpen = StructuralSchema.Allows(schema, "x-kubernetes-preserve-unknown-fields") || others is ScalarNode { AsBoolean: true };
        var misspelt = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            var name = entry.Name;
            if (isObject && OfEveryObject.Contains(name))
            {
                // Of metadata a definition may restrict only the names.
                if (name == "metadata" && entry.Value is MappingNode metadata && (properties?["metadata"] as MappingNode)?.Mapping("properties") is { } names)
                {
                    foreach (var restricted in names.Entries.Where(restricted => !IsAbsent(metadata[restricted.Name])))
                    {
                        CheckNode(metadata[restricted.Name]!, (MappingNode)restricted.Value);
                    }
                }

                continue;
            }

            if (properties?.FindWritten(name)?.Value is MappingNode property)
            {
                if (!withoutStatus || name != "status")
                {
                    CheckNode(entry.Value, property);
                }
            }
            else if (others is MappingNode item)
            {
                CheckNode(entry.Value, item);
            }
            else if (!isOpen && IsTyped(schema))
            {
                AddUnknown(mapping, entry, properties, isObject, misspelt);
            }
        }

        if (StructuralSchema.Allows(schema, "x-kubernetes-embedded-resource"))
        {
            CheckEmbedded(mapping);
        }

        CheckRequired(mapping, schema, properties, misspelt);
        CheckCount(mapping, CountOf(mapping, schema, properties), schema, "minProperties", "maxProperties", "fields");
    }

    private static int CountOf(MappingNode mapping, MappingNode schema, MappingNode? properties) =>
        properties is null || !(schema.Has("minProperties") || schema.Has("maxProperties")) ? mapping.Entries.Count : ((MappingNode)StructuralSchema.Filled(mapping, schema)).Entries.Count;

    // Schemas of junctions say nothing of other fields.
    private static bool IsTyped(MappingNode schema) => schema.Text("type") == "object";

    private void CheckRequired(MappingNode mapping, MappingNode schema, MappingNode? properties, HashSet<string> misspelt)
    {
        foreach (var name in (schema.Sequence("required")?.Items ?? []).OfType<ScalarNode>().Select(item => item.Value))
        {
            var value = mapping.FindWritten(name)?.Value;
            var property = properties?.FindWritten(name)?.Value as MappingNode;
            var isMissing = value is null || (value is ScalarNode { IsNull: true } && (property is null || !StructuralSchema.Allows(property, "nullable")));
            if (isMissing && property?.Has("default") != true && !misspelt.Contains(name))
            {
                Add(value ?? mapping, $"{name} is missing, and the definition requires it. Write {(property is null ? "it" : StructuralSchema.TypeWords(property))}.");
            }
        }
    }

    private void AddUnknown(MappingNode mapping, MappingEntry entry, MappingNode? properties, bool isObject, HashSet<string> misspelt)
    {
        var name = entry.Name;
        var known = (properties?.Entries ?? []).Select(property => property.Name).Concat(isObject ? OfEveryObject : []);
        // Looking for the name that is meant takes time, which an object of nothing but unknown fields must not get.
        var (distance, nearest) = _faults.Count < MostSuggestions ? NameDistance.Nearest(name, known) : (int.MaxValue, []);
        if (nearest is [var meant] && mapping.FindWritten(meant) is null)
        {
            var isSlip = distance <= 1 && !entry.IsMerged;
            Add(new CustomFault(entry.Key, $"The definition has no field {Wording.Cut(name)}. Write {meant}{(isSlip ? "" : " if that is meant, else remove it")}.", isSlip ? mapping : null, isSlip ? meant : null));
            misspelt.Add(meant);
            if (properties?.FindWritten(meant)?.Value is MappingNode property)
            {
                CheckNode(entry.Value, property);
            }
        }
        else
        {
            Add(entry.Key, $"The definition has no field {Wording.Cut(name)}. Remove it.");
        }
    }

    private void CheckEmbedded(MappingNode mapping)
    {
        foreach (var (field, value) in new[] { ("apiVersion", mapping["apiVersion"]), ("kind", mapping["kind"]) })
        {
            if (value is ScalarNode { Kind: ScalarKind.String } text)
            {
                if (text.Value.Length == 0 || (field == "kind" && !ValidName.IsDns1035Label(text.Value.ToLowerInvariant())))
                {
                    Add(text, $"{field} is {(text.Value.Length == 0 ? "empty" : "no name of a kind")}. Write the {(field == "kind" ? "kind" : "group and version")} of the embedded object.");
                }
            }
            else
            {
                Add(value ?? mapping, $"{field} is {(value is null ? "missing" : ValueWords.Of(value, isSecret: false))}. Write the {(field == "kind" ? "kind" : "group and version")} of the embedded object.");
            }
        }

        foreach (var fault in IsAbsent(mapping["metadata"]) ? [] : ObjectCheck.CheckMetadata(mapping["metadata"]!))
        {
            Add(fault.Node, fault.Message);
        }
    }

    private void CheckList(SequenceNode list, MappingNode schema)
    {
        CheckCount(list, list.Items.Count, schema, "minItems", "maxItems", "items");
        if (schema.Mapping("items") is { } item)
        {
            foreach (var node in list.Items)
            {
                CheckNode(node, item);
            }
        }

        switch (schema.Text("x-kubernetes-list-type"))
        {
            case "set":
                CheckDistinct(list.Items, static node => node.DataHash(), static (one, other) => one.DataEquals(other), "the same value");
                break;
            case "map":
                var keys = (schema.Sequence("x-kubernetes-list-map-keys")?.Items ?? []).OfType<ScalarNode>().Select(key => key.Value).ToList();
                var properties = schema.Mapping("items")?.Mapping("properties");
                Node? KeyOf(MappingNode entry, string key) => entry[key] ?? (properties?[key] as MappingNode)?["default"];
                CheckDistinct(
                    list.Items.OfType<MappingNode>().ToList(),
                    entry => keys.Aggregate(0, (hash, key) => HashCode.Combine(hash, KeyOf((MappingNode)entry, key)?.DataHash())),
                    (one, other) => keys.TrueForAll(key => AreSame(KeyOf((MappingNode)one, key), KeyOf((MappingNode)other, key))),
                    $"the same {string.Join(" and ", keys)}");
                break;
        }
    }

    private static bool AreSame(Node? one, Node? other) => one is null ? other is null : other is not null && one.DataEquals(other);

    private void CheckDistinct(IReadOnlyList<Node> items, Func<Node, int> hashOf, Func<Node, Node, bool> equals, string what)
    {
        var seen = new Dictionary<int, List<Node>>();
        foreach (var item in items)
        {
            var hash = hashOf(item);
            if (!seen.TryGetValue(hash, out var alike))
            {
                seen.Add(hash, [item]);
            }
            else if (alike.Exists(other => equals(other, item)))
            {
                Add(item, $"An item before this one has {what}. Remove one.");
            }
            else
            {
                alike.Add(item);
            }
        }
    }

    private void CheckText(ScalarNode text, MappingNode schema)
    {
        var length = text.Value.EnumerateRunes().Count();
        if (schema.Integer("minLength") is { } least && length < least)
        {
            Add(text, string.Create(CultureInfo.InvariantCulture, $"{Field(text)} has {length} characters. Write at least {least}."));
        }
        else if (schema.Integer("maxLength") is { } most && length > most)
        {
            Add(text, string.Create(CultureInfo.InvariantCulture, $"{Field(text)} has {length} characters. Write at most {most}."));
        }
        else if (schema.Text("pattern") is { } pattern && !definitions.Matches(pattern, text.Value))
        {
            Add(text, $"{Field(text)} does not match the pattern {Wording.Cut(pattern)}.");
        }
        else if (schema.Text("format") is { } format && schema.Text("type") == "string" && TextFormat.Instead(format, text.Value) is { } instead)
        {
            Add(text, $"{Field(text)} does not have the format {format}. Write {instead}.");
        }
    }

    private void CheckNumber(ScalarNode number, MappingNode schema)
    {
        var value = Number(number);
        if (schema.Text("format") == "int32" && value is < int.MinValue or > int.MaxValue)
        {
            Add(number, $"{Field(number)} does not fit 32 bits. Write a smaller number.");
        }
        else if (schema.Scalar("minimum") is { } least && (value < Number(least) || (StructuralSchema.Allows(schema, "exclusiveMinimum") && value.Equals(Number(least)))))
        {
            Add(number, $"{Field(number)} is {number}. Write {(StructuralSchema.Allows(schema, "exclusiveMinimum") ? "more than" : "at least")} {least}.");
        }
        else if (schema.Scalar("maximum") is { } most && (value > Number(most) || (StructuralSchema.Allows(schema, "exclusiveMaximum") && value.Equals(Number(most)))))
        {
            Add(number, $"{Field(number)} is {number}. Write {(StructuralSchema.Allows(schema, "exclusiveMaximum") ? "less than" : "at most")} {most}.");
        }
        else if (number.AsInteger is { } whole && schema.Integer("multipleOf") is { } step and > 0 && whole % step != 0)
        {
            Add(number, string.Create(CultureInfo.InvariantCulture, $"{Field(number)} is {number}. Write a multiple of {step}."));
        }
    }

    private void CheckEnumeration(Node node, MappingNode schema)
    {
        if (schema.Sequence("enum") is { Items: { Count: > 0 } values } && !values.Any(value => value.DataEquals(node)))
        {
            Add(node, $"{Field(node)} takes other values. Write {Listed(values)}.");
        }
    }

    private void CheckJunctions(Node node, MappingNode schema)
    {
        if (!Junctions.Any(schema.Has))
        {
            return;
        }

        var filled = StructuralSchema.Filled(node, schema);
        foreach (var part in schema.Mappings("allOf").Where(part => FaultsOf(filled, part).Count > 0))
        {
            var faults = FaultsOf(node, part);
            _faults.AddRange(faults is [] ? [new CustomFault(node, $"{Field(node)} with its defaults does not meet its definition (allOf).")] : faults);
        }

        if (schema.Sequence("anyOf") is { Items.Count: > 0 } && !schema.Mappings("anyOf").Any(part => FaultsOf(filled, part).Count == 0))
        {
            Add(node, $"{Field(node)} meets none of the alternatives of its definition (anyOf).");
        }

        if (schema.Sequence("oneOf") is { Items.Count: > 0 })
        {
            var alternatives = schema.Mappings("oneOf").ToList();
            if (alternatives.Count(part => FaultsOf(filled, part).Count == 0) is not 1 and var met)
            {
                var fields = alternatives.Select(part => part.Sequence("required")?.Items is [ScalarNode field] ? field.Value : null).ToList();
                var which = fields.Contains(null) ? "one of the alternatives of its definition" : string.Join(" or ", fields);
                Add(node, met == 0 ? $"{Field(node)} needs {which}." : $"{Field(node)} takes only one of its alternatives. Write {which}.");
            }
        }

        if (schema.Mapping("not") is { } not && FaultsOf(filled, not).Count == 0)
        {
            Add(node, $"{Field(node)} is what its definition excludes (not).");
        }
    }

    private List<CustomFault> FaultsOf(Node node, MappingNode schema) => CheckValue(node, schema, definitions);

    private void CheckCount(Node node, int count, MappingNode schema, string minimum, string maximum, string what)
    {
        if (schema.Integer(minimum) is { } least && count < least)
        {
            Add(node, string.Create(CultureInfo.InvariantCulture, $"{Field(node)} has {count} {what}. Write at least {least}."));
        }
        else if (schema.Integer(maximum) is { } most && count > most)
        {
            Add(node, string.Create(CultureInfo.InvariantCulture, $"{Field(node)} has {count} {what}. Write at most {most}."));
        }
    }

    private void Add(Node node, string message) => Add(new CustomFault(node, message));

    private void Add(CustomFault fault)
    {
        if (_faults.Count < Most)
        {
            _faults.Add(fault);
        }
    }

    private static string Listed(NodeList<Node> values) =>
        string.Join(" or ", values.Take(MostListed).Select(static value => value is ScalarNode scalar ? Wording.Cut(scalar.Value) : "a value of the definition"))
        + (values.Count > MostListed ? $", or one of {values.Count - MostListed} more" : "");

    private static string Field(Node node) => node.Parent switch
    {
        MappingNode mapping => mapping.KeyOf(node),
        SequenceNode list => $"An item of {Field(list)}",
        _ => "The object",
    };
}
