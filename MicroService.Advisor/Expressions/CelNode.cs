namespace MicroService.Advisor.Expressions;

/// <summary>A part of an expression in CEL.</summary>
/// <param name="Depth">How many parts are inside each other, this one among them.</param>
internal abstract record CelNode(int Depth)
{
    /// <summary>A value that is written out.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Text">What a text says, where that is easily told.</param>
    public sealed record Literal(CelType Type, string? Text = null) : CelNode(1);

    /// <summary>A name at the root.</summary>
    public sealed record Name(string Text) : CelNode(1);

    /// <summary>A field of a value.</summary>
    public sealed record Field(CelNode Target, string Text, bool IsOptional) : CelNode(Target.Depth + 1);

    /// <summary>An item of a list, or the value of a key.</summary>
    public sealed record Item(CelNode Target, CelNode Index, bool IsOptional) : CelNode(Math.Max(Target.Depth, Index.Depth) + 1);

    /// <summary>A function, and what it is called on, if anything.</summary>
    public sealed record Call(CelNode? Target, string Function, IReadOnlyList<CelNode> Arguments)
        : CelNode(Math.Max((Target?.Depth ?? 0) + 1, Over(Arguments)));

    /// <summary>An operator between or before its operands; <c>?:</c> has three, <c>&amp;&amp;</c> and <c>||</c> have two or more.</summary>
    public sealed record Operation(string Sign, IReadOnlyList<CelNode> Operands) : CelNode(Over(Operands));

    /// <summary>A list or map; of a map keys and values alternate.</summary>
    public sealed record Collection(bool IsMap, IReadOnlyList<CelNode> Parts) : CelNode(Over(Parts));

    /// <summary>A part of a list or map that is left out if its value is missing.</summary>
    public sealed record Perhaps(CelNode Value) : CelNode(Value.Depth);

    /// <summary>An object of a named type.</summary>
    public sealed record Made(IReadOnlyList<CelNode> Values) : CelNode(Over(Values));

    private static int Over(IReadOnlyList<CelNode> parts) => parts.Select(part => part.Depth).DefaultIfEmpty().Max() + 1;
}
