namespace MicroService.Advisor.Expressions;

/// <summary>A part of an expression in CEL.</summary>
internal abstract record CelNode
{
    /// <summary>A value that is written out.</summary>
    public sealed record Literal(CelType Type) : CelNode;

    /// <summary>A name at the root.</summary>
    public sealed record Name(string Text) : CelNode;

    /// <summary>A field of a value.</summary>
    public sealed record Field(CelNode Target, string Text, bool IsOptional) : CelNode;

    /// <summary>An item of a list, or the value of a key.</summary>
    public sealed record Item(CelNode Target, CelNode Index) : CelNode;

    /// <summary>A function, and what it is called on, if anything.</summary>
    public sealed record Call(CelNode? Target, string Function, IReadOnlyList<CelNode> Arguments) : CelNode;

    /// <summary>An operator between or before its operands; <c>?:</c> has three.</summary>
    public sealed record Operation(string Sign, IReadOnlyList<CelNode> Operands) : CelNode;

    /// <summary>A list or map; of a map keys and values alternate.</summary>
    public sealed record Collection(bool IsMap, IReadOnlyList<CelNode> Parts) : CelNode;

    /// <summary>An object of a named type.</summary>
    public sealed record Made(IReadOnlyList<CelNode> Values) : CelNode;
}
