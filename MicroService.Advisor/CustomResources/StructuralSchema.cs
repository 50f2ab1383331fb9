using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.CustomResources;

/// <summary>What a structural schema says.</summary>
internal static class StructuralSchema
{
    /// <summary>Whether an extension is on, or <c>nullable</c>.</summary>
    public static bool Allows(MappingNode schema, string extension) => schema.Boolean(extension) == true;

    /// <summary>
    /// A copy with its defaults filled in, without what is null and may not be: the server does so before it looks at what is there.
    /// </summary>
    public static Node Filled(Node node, MappingNode schema)
    {
        var copy = node.Clone();
        Fill(copy, schema);
        return copy;
    }

    private static void Fill(Node node, MappingNode schema)
    {
        if (node is SequenceNode list && schema.Mapping("items") is { } item)
        {
            foreach (var value in list.Items)
            {
                Fill(value, item);
            }
        }

        if (node is not MappingNode mapping)
        {
            return;
        }

        var properties = schema.Mapping("properties");
        foreach (var entry in properties?.Entries ?? [])
        {
            if (entry.Value is MappingNode property)
            {
                FillField(mapping, entry.Name, property);
            }
        }

        if (schema.Mapping("additionalProperties") is { } other)
        {
            foreach (var entry in mapping.Entries)
            {
                Fill(entry.Value, other);
            }
        }
    }

    private static void FillField(MappingNode mapping, string name, MappingNode property)
    {
        var value = mapping.FindWritten(name)?.Value;
        if (IsAbsent(value) && (value is null || !Allows(property, "nullable")))
        {
            if (property["default"] is { } standard and not ScalarNode { IsNull: true })
            {
                mapping.Set(name, standard.Clone());
            }
            else if (value is not null)
            {
                mapping.Remove(name);
            }
        }

        if (mapping.FindWritten(name)?.Value is { } present)
        {
            Fill(present, property);
        }
    }

    /// <summary>What a value has to be.</summary>
    public static string TypeWords(MappingNode schema) => Allows(schema, "x-kubernetes-int-or-string") ? "a whole number or a string" : schema.Text("type") switch
    {
        "object" => "a mapping",
        "array" => "a list",
        "string" => "a string",
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        _ => "it",
    };

    private static bool IsAbsent(Node? node) => node is null or ScalarNode { IsNull: true };
}
