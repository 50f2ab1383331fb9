using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>An amount of a resource, in cores or bytes (Kubernetes API reference, Quantity).</summary>
/// <param name="Value">The amount, unscaled: cores, bytes.</param>
public readonly record struct Quantity(decimal Value) : IComparable<Quantity>
{
    // Kubernetes caps quantities at 2^63-1.
    private const decimal Largest = long.MaxValue;

    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1024m), ("Mi", 1024m * 1024), ("Gi", 1024m * 1024 * 1024), ("Ti", 1024m * 1024 * 1024 * 1024),
        ("Pi", 1024m * 1024 * 1024 * 1024 * 1024), ("Ei", 1024m * 1024 * 1024 * 1024 * 1024 * 1024),
        ("n", 0.000000001m), ("u", 0.000001m), ("m", 0.001m),
        ("k", 1000m), ("M", 1000_000m), ("G", 1000_000_000m), ("T", 1000_000_000_000m), ("P", 1000_000_000_000_000m), ("E", 1000_000_000_000_000_000m),
    ];

    /// <summary>The quantity of a scalar, or null if it is none.</summary>
    public static Quantity? Of(Node? node) =>
        node is ScalarNode { IsNull: false } scalar && TryParse(scalar.Value, out var quantity) ? quantity : null;

    /// <summary>True if an amount is written that nobody can read, such as a misspelt one: it is not missing.</summary>
    public static bool IsUnreadable(Node? node) => node is ScalarNode { IsNull: false, Value.Length: > 0 } && Of(node) is null;

    /// <summary>Reads a quantity such as <c>250m</c>, <c>1.5Gi</c> or <c>1e3</c>.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (suffix, factor) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal) && TryNumber(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, out var number)
                && Math.Abs(number) <= Largest / Math.Max(factor, 1))
            {
                quantity = new Quantity(number * factor);
                return true;
            }
        }

        var isNumber = TryNumber(text, NumberStyles.AllowExponent, out var plain);
        quantity = new Quantity(Math.Clamp(plain, -Largest, Largest));
        return isNumber;
    }

    /// <summary>The amount of memory as Kubernetes writes it: the largest binary unit that divides it, else bytes.</summary>
    public string ToMemoryText()
    {
        foreach (var (suffix, factor) in new[] { ("Gi", 1024m * 1024 * 1024), ("Mi", 1024m * 1024), ("Ki", 1024m) })
        {
            if (Value >= factor && Value % factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{Value / factor:0}{suffix}");
            }
        }

        return Math.Ceiling(Value).ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>The amount of processor time in millicores, such as <c>250m</c>; whole cores without suffix.</summary>
    public string ToCpuText() => Value == Math.Truncate(Value)
        ? Value.ToString("0", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(Value * 1000):0}m");

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>Less.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    /// <summary>More.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    /// <summary>Less or the same.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    /// <summary>More or the same.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    private static bool TryNumber(ReadOnlySpan<char> text, NumberStyles extra, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | extra, CultureInfo.InvariantCulture, out number);
}
