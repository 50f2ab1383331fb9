using System.Collections.Frozen;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Expressions;

/// <summary>What is known of a value's type before the expression runs.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Schema">The structural schema of an object.</param>
/// <param name="Part">The type of a list's items, or of a map's values.</param>
/// <param name="Fields">The fields of an object without schema.</param>
internal sealed record CelType(CelKind Kind, MappingNode? Schema = null, CelType? Part = null, IReadOnlyDictionary<string, CelType>? Fields = null)
{
    // github.com/google/cel-spec, doc/langdef.md#syntax: names that mean something else, or may one day.
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.Ordinal, "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
        "loop", "package", "namespace", "return", "var", "void", "while");

    /// <summary>Whether a word can't be a name.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>Anything.</summary>
    public static CelType Any { get; } = new(CelKind.Any);

    /// <summary>A Boolean.</summary>
    public static CelType Boolean { get; } = new(CelKind.Boolean);

    /// <summary>A whole number.</summary>
    public static CelType Integer { get; } = new(CelKind.Integer);

    /// <summary>A number with a fraction.</summary>
    public static CelType Number { get; } = new(CelKind.Number);

    /// <summary>A text.</summary>
    public static CelType Text { get; } = new(CelKind.Text);

    /// <summary>Nothing.</summary>
    public static CelType Null { get; } = new(CelKind.Null);

    /// <summary>A list of anything.</summary>
    public static CelType List { get; } = new(CelKind.List, Part: Any);

    /// <summary>A map to anything.</summary>
    public static CelType Map { get; } = new(CelKind.Map, Part: Any);

    /// <summary>An object with fields of its own.</summary>
    public static CelType Of(params (string Name, CelType Type)[] fields) =>
        new(CelKind.Object, Fields: fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal));

    /// <summary>The type that a structural schema declares; null for a field that expressions can't reach.</summary>
    /// <remarks>k8s.io/apiserver, pkg/cel/common/schemas.go (SchemaDeclType).</remarks>
    public static CelType? Of(MappingNode schema)
    {
        if (schema.Boolean("x-kubernetes-int-or-string") == true)
        {
            return Any;
        }

        return schema.Text("type") switch
        {
            "object" when schema.Mapping("additionalProperties") is { } other => Of(other) is { } part ? new CelType(CelKind.Map, Part: part) : null,
            "object" => new CelType(CelKind.Object, schema),
            "array" when schema.Mapping("items") is { } items => Of(items) is { } part ? new CelType(CelKind.List, Part: part) : null,
            "array" => null,
            "boolean" => Boolean,
            "integer" => Integer,
            "number" => Number,
            "string" => schema.Text("format") is "byte" or "date" or "date-time" or "duration" ? Any : Text,
            _ => null,
        };
    }

    /// <summary>The type of a field; null if there is none.</summary>
    public CelType? FieldOf(string name)
    {
        if (Fields is not null)
        {
            return Fields.GetValueOrDefault(name) ?? Fields.GetValueOrDefault(Unescaped(name));
        }

        // What every resource has is as every resource has it, whatever the schema says of it.
        if (Schema?.Boolean("x-kubernetes-embedded-resource") == true && FieldOfResource(name) is { } common)
        {
            return common;
        }

        // The server declares such a property under its other name alone.
        if (IsReserved(name))
        {
            return null;
        }

        return Schema?.Mapping("properties")?.FindWritten(Unescaped(name))?.Value is MappingNode property ? Of(property) : null;
    }

    /// <summary>The type of a field that every resource has.</summary>
    public static CelType? FieldOfResource(string name) => name switch
    {
        "apiVersion" or "kind" => Text,
        "metadata" => Of(("name", Text), ("generateName", Text)),
        _ => null,
    };

    // Names that are no identifiers are written in another way.
    private static string Unescaped(string name) => !name.Contains("__", StringComparison.Ordinal) ? name
        : name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal)
            && !name[2..^2].Contains("__", StringComparison.Ordinal) ? name[2..^2]
        : name.Replace("__dot__", ".", StringComparison.Ordinal).Replace("__dash__", "-", StringComparison.Ordinal)
            .Replace("__slash__", "/", StringComparison.Ordinal).Replace("__underscores__", "__", StringComparison.Ordinal);
}

/// <summary>Kinds of values.</summary>
internal enum CelKind
{
    /// <summary>Not known before the expression runs.</summary>
    Any,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with a fraction.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An object with declared fields.</summary>
    Object,
}
