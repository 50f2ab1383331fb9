using System.Collections.Frozen;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Expressions;

/// <summary>What is known of a value's type before the expression runs.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Schema">The structural schema of an object.</param>
/// <param name="Part">The type of a list's items, or of a map's values.</param>
/// <param name="Fields">The fields of an object without schema.</param>
/// <param name="Name">The name of a type that is more than its kind.</param>
internal sealed record CelType(
    CelKind Kind, MappingNode? Schema = null, CelType? Part = null, IReadOnlyDictionary<string, CelType>? Fields = null, string? Name = null)
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

    /// <summary>A whole number without sign.</summary>
    public static CelType Unsigned { get; } = new(CelKind.Unsigned);

    /// <summary>A number with a fraction.</summary>
    public static CelType Number { get; } = new(CelKind.Number);

    /// <summary>A text.</summary>
    public static CelType Text { get; } = new(CelKind.Text);

    /// <summary>Bytes.</summary>
    public static CelType Bytes { get; } = new(CelKind.Bytes);

    /// <summary>A point in time.</summary>
    public static CelType Timestamp { get; } = Named("timestamp");

    /// <summary>A span of time.</summary>
    public static CelType Duration { get; } = Named("duration");

    /// <summary>A value that may be missing.</summary>
    public static CelType Optional { get; } = Named("optional_type");

    /// <summary>Nothing.</summary>
    public static CelType Null { get; } = new(CelKind.Null);

    /// <summary>A list of anything.</summary>
    public static CelType List { get; } = new(CelKind.List, Part: Any);

    /// <summary>A map to anything.</summary>
    public static CelType Map { get; } = new(CelKind.Map, Part: Any);

    /// <summary>What is known by its name alone, such as a quantity.</summary>
    public static CelType Named(string name) => new(CelKind.Named, Name: name);

    /// <summary>Whether it is a number of any kind.</summary>
    public bool IsNumber => Kind is CelKind.Integer or CelKind.Unsigned or CelKind.Number;

    /// <summary>Its name in the language.</summary>
    public string Word => Name ?? Kind switch
    {
        CelKind.Boolean => "bool",
        CelKind.Integer => "int",
        CelKind.Unsigned => "uint",
        CelKind.Number => "double",
        CelKind.Text => "string",
        CelKind.Bytes => "bytes",
        CelKind.List => "list",
        CelKind.Map => "map",
        CelKind.Object => "object",
        CelKind.Null => "null",
        _ => "any",
    };

    /// <summary>Its name with an article, if it has one.</summary>
    public string Words => Kind is CelKind.Null or CelKind.Any or CelKind.Bytes ? Word
        : Word.StartsWith("uint", StringComparison.Ordinal) || !"aeioAEIO".Contains(Word[0], StringComparison.Ordinal) ? $"a {Word}" : $"an {Word}";

    /// <summary>Whether a value may be of both types. What may be null, only the schema tells.</summary>
    public bool Fits(CelType other) =>
        Kind is CelKind.Any or CelKind.Null || other.Kind is CelKind.Any or CelKind.Null
        || (Kind == other.Kind && Name == other.Name)
        || (Kind is CelKind.Map or CelKind.Object && other.Kind is CelKind.Map or CelKind.Object);

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
            "string" => schema.Text("format") switch
            {
                "byte" => Bytes,
                "date" or "date-time" => Timestamp,
                "duration" => Duration,
                _ => Text,
            },
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

    /// <summary>A whole number without sign.</summary>
    Unsigned,

    /// <summary>A number with a fraction.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>What has a name of its own.</summary>
    Named,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map.</summary>
    Map,

    /// <summary>An object with declared fields.</summary>
    Object,
}
