using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Schema;

/// <summary>Says what a value is, and what to write instead of one of the wrong type.</summary>
internal static class ValueWords
{
    /// <summary>The value in words; of a Secret, only what sort of value it is.</summary>
    public static string Of(Node node, bool isSecret) => node switch
    {
        ScalarNode { Kind: ScalarKind.String } when isSecret => "a string",
        ScalarNode { Kind: ScalarKind.Boolean } when isSecret => "a Boolean",
        ScalarNode when isSecret => "a number",
        MappingNode => "a mapping",
        SequenceNode => "a list",
        ScalarNode { Kind: ScalarKind.String } scalar => $"the string \"{Wording.Cut(scalar.Value, 40)}\"",
        ScalarNode { Kind: ScalarKind.Boolean } scalar => $"the Boolean {scalar.Value}",
        ScalarNode scalar => $"the number {Wording.Cut(scalar.Value, 40)}",
        _ => "something else",
    };

    /// <summary>What to write instead, as a sentence.</summary>
    public static string Instead(Node node, SchemaShape shape, bool isJson, bool isSecret) => shape.Kind switch
    {
        ShapeKind.Text when isSecret && node is ScalarNode => "Write a string: put quotes around it.",
        ShapeKind.Object => "Write a mapping of fields.",
        ShapeKind.List when node is MappingNode => "Write a list: put \"- \" before the item.",
        ShapeKind.List when node is ScalarNode scalar && shape.Item.Kind is ShapeKind.Text or ShapeKind.Enumeration => $"Write a list: {CommandWords.ListFor(scalar)}.",
        ShapeKind.List => "Write a list.",
        ShapeKind.Map => "Write a mapping of keys and values.",
        ShapeKind.Text or ShapeKind.Enumeration when node is ScalarNode { Kind: not ScalarKind.String } scalar => $"Write a string: {Quoted(scalar)}.",
        ShapeKind.Text or ShapeKind.Enumeration => "Write a string.",
        ShapeKind.Bytes when node is ScalarNode => "Write it in Base64, as the command base64 prints it.",
        ShapeKind.Bytes => "Write a string in Base64.",
        ShapeKind.Boolean when node is ScalarNode { Kind: ScalarKind.String } scalar && ScalarResolver.Resolve(scalar.Value) == ScalarKind.Boolean =>
            $"Remove the quotes: {(ScalarResolver.IsTrue(scalar.Value) ? "true" : "false")}.",
        ShapeKind.Boolean => "Write true or false.",
        ShapeKind.Int32 or ShapeKind.Int64 when node is ScalarNode { Kind: ScalarKind.String } scalar && ScalarResolver.Resolve(scalar.Value) == ScalarKind.Integer =>
            $"Remove the quotes: {scalar.Value}.",
        ShapeKind.Int32 when IsWhole(node, isJson) => "Write a whole number below 2147483648.",
        ShapeKind.Int64 when IsWhole(node, isJson) => "Write a whole number below 9223372036854775808.",
        ShapeKind.Int32 or ShapeKind.Int64 => "Write a whole number.",
        ShapeKind.Number => "Write a number.",
        ShapeKind.Quantity => "Write a quantity such as 250m or 64Mi.",
        ShapeKind.IntegerOrText => "Write a whole number or a string.",
        ShapeKind.Time => "Write a time such as 2026-01-31T09:30:00Z.",
        ShapeKind.MicroTime => "Write a time with six digits of a second, such as 2026-01-31T09:30:00.000000Z.",
        _ => "Write something that JSON has.",
    };

    private static bool IsWhole(Node node, bool isJson) =>
        node is ScalarNode { Kind: ScalarKind.Integer } || (node is ScalarNode { Kind: ScalarKind.Float } scalar && ScalarFormat.Integer(scalar, isJson) is not null);

    private static string Quoted(ScalarNode scalar) => $"\"{Wording.Cut(scalar.Value, 40)}\"";
}
