using System.Globalization;

namespace MicroService.Advisor.Manifests;

/// <summary>A string, number, Boolean or null.</summary>
public sealed class ScalarNode : Node
{
    private byte _meant;

    /// <summary>A scalar that was made, not read.</summary>
    public ScalarNode(string value, ScalarKind kind)
        : this(value, kind, ScalarNotation.Plain, Position.None, TextSpan.None)
    {
    }

    internal ScalarNode(string value, ScalarKind kind, ScalarNotation notation, Position position, TextSpan span)
        : base(position, span)
    {
        Value = value;
        Kind = kind;
        Notation = notation;
    }

    /// <summary>The text, without quotes and escapes; of a number, as it was written.</summary>
    public string Value { get; }

    /// <summary>What the API server takes the text for.</summary>
    public ScalarKind Kind { get; }

    /// <summary>
    /// What the scalar was meant to be, where its quotes, or their lack, make it something else that its field does not take.
    /// </summary>
    internal ScalarKind? Meant
    {
        get => _meant is 0 ? null : (ScalarKind)(_meant - 1);
        set => _meant = (byte)(value is { } kind ? (byte)kind + 1 : 0);
    }

    /// <summary>How the scalar was written.</summary>
    public ScalarNotation Notation { get; }

    /// <summary>True for a string of which there is nothing to know but its text and its place.</summary>
    internal bool IsPlainString => Kind == ScalarKind.String && _meant == 0 && !HasRare;

    /// <summary>True for <c>null</c> and for nothing at all.</summary>
    public bool IsNull => Kind == ScalarKind.Null;

    /// <summary>The Boolean, or null if the scalar is none.</summary>
    public bool? AsBoolean => (Meant ?? Kind) == ScalarKind.Boolean ? ScalarResolver.IsTrue(Value) : null;

    /// <summary>The whole number, or null if the scalar is none or does not fit 64 bits.</summary>
    public long? AsInteger => (Meant ?? Kind) == ScalarKind.Integer ? ScalarResolver.ToInteger(Value) : null;

    /// <inheritdoc/>
    public override Node Clone() => CopyPlaceTo(new ScalarNode(Value, Kind, Notation, Position, Span) { Meant = Meant });

    internal override Node ShallowCopy() => Clone();

    /// <inheritdoc/>
    public override bool DataEquals(Node other) =>
        other is ScalarNode scalar && Kind == scalar.Kind && (Kind switch
        {
            ScalarKind.Null => true,
            ScalarKind.Boolean => ScalarResolver.IsTrue(Value) == ScalarResolver.IsTrue(scalar.Value),
            ScalarKind.Integer => Value == scalar.Value || (ScalarResolver.ToInteger(Value) is { } number && number == ScalarResolver.ToInteger(scalar.Value)),
            ScalarKind.Float => Value == scalar.Value || SameNumber(Value, scalar.Value),
            _ => string.Equals(Value, scalar.Value, StringComparison.Ordinal),
        });

    internal override int DataHash() => Kind switch
    {
        ScalarKind.Null => 0,
        ScalarKind.Boolean => ScalarResolver.IsTrue(Value) ? 1 : 2,
        ScalarKind.Integer when ScalarResolver.ToInteger(Value) is { } number => number.GetHashCode(),
        ScalarKind.Float when double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number.GetHashCode(),
        _ => Value.GetHashCode(StringComparison.Ordinal),
    };

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool SameNumber(string left, string right) =>
        double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a)
        && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
        && a.Equals(b);
}
