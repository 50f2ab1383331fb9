using MicroService.Advisor.Expressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.CustomResources;

/// <summary>Checks that the schema of a custom resource is structural, as the API server asks.</summary>
/// <remarks>k8s.io/apiextensions-apiserver, pkg/apiserver/schema/validation.go, and
/// pkg/apis/apiextensions/validation/validation.go.</remarks>
internal sealed class DefinitionCheck
{
    private static readonly string[] NeverAllowed = ["$ref", "$schema", "id", "definitions", "dependencies", "patternProperties", "additionalItems"];

    // Only the structure itself may say these.
    private static readonly string[] OfStructure =
    [
        "type", "default", "nullable", "additionalProperties", "title", "description", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource",
    ];

    private static readonly string[] Junctions = ["allOf", "anyOf", "oneOf"];

    private readonly CustomDefinitions _definitions;
    private readonly List<CustomFault> _faults = [];

    private DefinitionCheck(CustomDefinitions definitions) => _definitions = definitions;

    /// <summary>The faults of a schema.</summary>
    public static List<CustomFault> Check(MappingNode root, CustomDefinitions definitions)
    {
        var check = new DefinitionCheck(definitions);
        if (root.Text("type") is not "object")
        {
            check.Add((Node?)root.Scalar("type") ?? root, "The schema describes an object. Write type: object at its root.");
        }

        if (root.Mapping("properties")?.Mapping("metadata") is { } metadata)
        {
            check.CheckMetadata(metadata);
        }

        check.CheckStructure(root, isRoot: true);
        return check._faults;
    }

    private static bool Allows(MappingNode schema, string extension) => schema.Boolean(extension) == true;

    private void CheckStructure(MappingNode schema, bool isRoot)
    {
        foreach (var rule in schema.Mappings("x-kubernetes-validations"))
        {
            CheckRule(rule, schema, isRoot);
        }

        if (!isRoot && IsPlain(schema))
        {
            foreach (var part in PartsOf(schema))
            {
                CheckStructure(part, isRoot: false);
            }

            return;
        }

        foreach (var field in NeverAllowed.Where(schema.Has))
        {
            Add(schema[field]!, $"A custom resource's schema has no {field}. Remove it.");
        }

        var isEither = Allows(schema, "x-kubernetes-int-or-string");
        if (!isRoot && !isEither && schema.Text("type") is (null or "") && !Allows(schema, "x-kubernetes-preserve-unknown-fields"))
        {
            Add((Node?)schema.Scalar("type") ?? schema, "The field has no type. Write one, such as string or object.");
        }

        if (schema.Text("type") is { Length: > 0 } and not ("array" or "boolean" or "integer" or "number" or "object" or "string"))
        {
            Add(schema["type"]!, "The type does not exist. Write array, boolean, integer, number, object or string.");
        }

        if (Allows(schema, "uniqueItems"))
        {
            Add(schema["uniqueItems"]!, "uniqueItems cannot be true. Write x-kubernetes-list-type: set.");
        }

        CheckExtensions(schema);
        CheckAdditional(schema, isRoot);
        CheckList(schema);
        CheckPattern(schema);
        if (schema["default"] is { } standard and not ScalarNode { IsNull: true } && schema.Text("type") is { Length: > 0 })
        {
            foreach (var fault in StructuralCheck.CheckValue(standard, schema, _definitions))
            {
                Add(fault.Node, $"The default breaks its own schema: {fault.Message}");
            }
        }

        foreach (var part in PartsOf(schema))
        {
            CheckStructure(part, isRoot: false);
        }

        CheckJunctions(schema, isEither);
    }

    // Most schemas have a type and say nothing that the server restricts: one look at their keys is enough.
    private static bool IsPlain(MappingNode schema)
    {
        var (type, items) = ("", (Node?)null);
        foreach (var entry in schema.Entries)
        {
            switch (entry.Name)
            {
                case "description" or "title" or "format" or "required" or "enum" or "properties" or "x-kubernetes-validations":
                case "minimum" or "maximum" or "minLength" or "maxLength" or "minItems" or "maxItems":
                    break;
                case "type":
                    type = entry.Value is ScalarNode { IsNull: false } text ? text.Value : "";
                    break;
                case "items":
                    items = entry.Value;
                    break;
                default:
                    return false;
            }
        }

        return type is "array" or "boolean" or "integer" or "number" or "object" or "string" && (type == "array" ? items is MappingNode : items is null);
    }

    private void CheckExtensions(MappingNode schema)
    {
        if (schema.Boolean("x-kubernetes-preserve-unknown-fields") == false)
        {
            Add(schema["x-kubernetes-preserve-unknown-fields"]!, "x-kubernetes-preserve-unknown-fields is true or not there. Remove it.");
        }

        if (Allows(schema, "x-kubernetes-int-or-string") && (Allows(schema, "x-kubernetes-preserve-unknown-fields") || Allows(schema, "x-kubernetes-embedded-resource")))
        {
            Add(schema["x-kubernetes-int-or-string"]!, "A field that is a number or a string holds no other fields. Remove x-kubernetes-int-or-string, or the extension beside it.");
        }

        if (Allows(schema, "x-kubernetes-embedded-resource") && schema.Text("type") is not "object")
        {
            Add(schema["x-kubernetes-embedded-resource"]!, "Only an object can hold another resource. Write type: object, or remove x-kubernetes-embedded-resource.");
        }

        if (schema.Text("x-kubernetes-map-type") is { } kind)
        {
            if (kind is not ("granular" or "atomic"))
            {
                Add(schema["x-kubernetes-map-type"]!, "x-kubernetes-map-type is granular or atomic. Write one of them.");
            }
            else if (schema.Text("type") is not "object")
            {
                Add(schema["x-kubernetes-map-type"]!, "Only an object has x-kubernetes-map-type. Write type: object, or remove it.");
            }
        }

        if (schema.Text("x-kubernetes-list-type") is not (null or "set" or "map" or "atomic"))
        {
            Add(schema["x-kubernetes-list-type"]!, "x-kubernetes-list-type is atomic, set or map. Write one of them.");
        }
    }

    private void CheckAdditional(MappingNode schema, bool isRoot)
    {
        if (schema["additionalProperties"] is not { } others || others is ScalarNode { IsNull: true })
        {
            return;
        }

        if (schema.Mapping("properties") is { Entries.Count: > 0 })
        {
            Add(others, "A mapping has either properties or additionalProperties. Remove one; unknown fields are dropped anyway.");
        }
        else if (others is ScalarNode { AsBoolean: false } || isRoot)
        {
            Add(others, "additionalProperties takes a schema or true, below the root. Remove it; unknown fields are dropped anyway.");
        }
    }

    private void CheckList(MappingNode schema)
    {
        if (schema.Text("type") == "array" && schema.Mapping("items") is null)
        {
            Add(schema, "The list has no items. Write the schema of its items.");
            return;
        }

        var (kind, item) = (schema.Text("x-kubernetes-list-type"), schema.Mapping("items"));
        if (kind is not null && schema.Text("type") != "array")
        {
            Add(schema["x-kubernetes-list-type"]!, "Only a list has x-kubernetes-list-type. Write type: array, or remove it.");
        }
        else if (kind == "set" && item is not null)
        {
            var isAtomic = item.Text("type") switch
            {
                "object" => item.Text("x-kubernetes-map-type") == "atomic",
                "array" => item.Text("x-kubernetes-list-type") is null or "atomic",
                _ => true,
            };
            if (!isAtomic)
            {
                Add(item, "The items of a set are compared as a whole. Write x-kubernetes-map-type: atomic into items, or x-kubernetes-list-type: map with keys.");
            }
        }
        else if (kind == "map")
        {
            CheckKeys(schema, item);
        }
    }

    private void CheckKeys(MappingNode schema, MappingNode? item)
    {
        if (schema.Sequence("x-kubernetes-list-map-keys") is not { Items.Count: > 0 } keys)
        {
            Add(schema["x-kubernetes-list-map-keys"] ?? schema, "A list of type map needs keys. Write the fields that tell its items apart into x-kubernetes-list-map-keys.");
            return;
        }

        foreach (var key in keys.Items.OfType<ScalarNode>())
        {
            if (item?.Mapping("properties")?.FindWritten(key.Value)?.Value is not MappingNode property)
            {
                Add(key, $"The items have no field {key.Value}. Write one of their properties.");
            }
            else if (!property.Has("default") && !(item.Sequence("required")?.Items ?? []).Any(required => required.DataEquals(key)))
            {
                Add(key, $"{key.Value} may be missing. List it below required of the items, or give it a default.");
            }
        }
    }

    private void CheckPattern(MappingNode schema)
    {
        if (schema.Text("pattern") is { Length: > 0 } pattern && _definitions.IsBroken(pattern))
        {
            Add(schema["pattern"]!, "The API server can't compile the pattern. Close its brackets, escape its characters, and use neither lookarounds nor backreferences.");
        }
    }

    private void CheckJunctions(MappingNode schema, bool isEither)
    {
        foreach (var field in Junctions)
        {
            foreach (var part in schema.Mappings(field))
            {
                CheckAlternative(part, isEither);
            }
        }

        if (schema.Mapping("not") is { } not)
        {
            CheckAlternative(not, isEither);
        }
    }

    // Junctions say more about values whose structure is told beside them.
    private void CheckAlternative(MappingNode part, bool isEither)
    {
        foreach (var field in OfStructure.Where(field => IsSaid(part[field]) && (field != "type" || !isEither)))
        {
            Add(part[field]!, $"Within allOf, anyOf, oneOf and not a schema has no {field}. Write it beside them.");
        }

        CheckPattern(part);
        foreach (var inner in PartsOf(part))
        {
            CheckAlternative(inner, Allows(inner, "x-kubernetes-int-or-string"));
        }

        CheckJunctions(part, isEither);
    }

    private void CheckRule(MappingNode rule, MappingNode schema, bool isRoot)
    {
        var self = isRoot ? OfResource(schema) : CelType.Of(schema);
        if (self is null)
        {
            return;
        }

        var names = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["self"] = self,
            ["oldSelf"] = Allows(rule, "optionalOldSelf") ? CelType.Any : self,
        };
        CheckExpression(rule, "rule", names, CelKind.Boolean);
        CheckExpression(rule, "messageExpression", names, CelKind.Text);
        if (rule.Text("message") is { Length: > 0 } message && (string.IsNullOrWhiteSpace(message) || message.Trim().Contains('\n', StringComparison.Ordinal)))
        {
            Add(rule["message"]!, "message is empty or has several lines. Write it in one.");
        }

        if (rule.Text("reason") is not (null or "FieldValueInvalid" or "FieldValueForbidden" or "FieldValueRequired" or "FieldValueDuplicate"))
        {
            Add(rule["reason"]!, "reason is FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate. Write one of them.");
        }
    }

    private void CheckExpression(MappingNode rule, string field, Dictionary<string, CelType> names, CelKind result)
    {
        if (rule.Text(field) is { } expression && CelCheck.FaultOf(expression, names, result) is { } fault)
        {
            Add(rule[field]!, $"{field} is no expression that the API server can compile: {fault}.");
        }
    }

    // The whole resource, which has its type and its name, too.
    private static CelType OfResource(MappingNode schema)
    {
        var fields = new List<(string, CelType)>();
        foreach (var name in new[] { "apiVersion", "kind", "metadata" })
        {
            fields.Add((name, CelType.FieldOfResource(name)!));
        }

        foreach (var entry in schema.Mapping("properties")?.Entries ?? [])
        {
            if (entry is { Name: not ("apiVersion" or "kind" or "metadata"), Value: MappingNode property } && CelType.Of(property) is { } type)
            {
                fields.Add((entry.Name, type));
            }
        }

        return CelType.Of([.. fields]);
    }

    private static bool IsSaid(Node? node) => node is not (null or ScalarNode { IsNull: true } or ScalarNode { Value: "" } or ScalarNode { AsBoolean: false });

    private void CheckMetadata(MappingNode metadata)
    {
        var isOnlyNames = metadata.Entries.All(entry => entry.Name is "type" or "properties" or "description")
            && (metadata.Mapping("properties")?.Entries ?? []).All(entry => entry.Name is "name" or "generateName");
        if (!isOnlyNames)
        {
            Add(metadata, "A schema restricts only name and generateName of the metadata. Remove the rest.");
        }
    }

    private static IEnumerable<MappingNode> PartsOf(MappingNode schema) =>
        (schema.Mapping("properties")?.Entries ?? []).Select(entry => entry.Value)
            .Concat([schema["items"], schema["additionalProperties"]])
            .OfType<MappingNode>();

    private void Add(Node node, string message) => _faults.Add(new CustomFault(node, message));
}
