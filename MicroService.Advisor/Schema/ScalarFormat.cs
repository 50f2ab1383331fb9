using System.Buffers;
using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Schema;

/// <summary>
/// Tells what the API server's decoder reads from a scalar (Go's encoding/json and the decoders of Kubernetes' own types).
/// </summary>
internal static class ScalarFormat
{
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>Whether the server decodes the scalar into a field of this kind.</summary>
    public static bool Fits(ScalarNode scalar, ShapeKind kind, bool isJson) => kind switch
    {
        ShapeKind.Text or ShapeKind.Enumeration => scalar.Kind == ScalarKind.String,
        ShapeKind.Bytes => scalar.Kind == ScalarKind.String && IsBase64(scalar.Value),
        ShapeKind.Int32 => Integer(scalar, isJson) is >= int.MinValue and <= int.MaxValue,
        ShapeKind.Int64 => Integer(scalar, isJson) is not null,
        ShapeKind.Number => IsNumber(scalar),
        ShapeKind.Boolean => scalar.Kind == ScalarKind.Boolean,
        ShapeKind.Quantity => scalar.Kind == ScalarKind.String ? IsQuantity(scalar.Value) : IsNumber(scalar),
        ShapeKind.IntegerOrText => scalar.Kind == ScalarKind.String || Integer(scalar, isJson) is >= int.MinValue and <= int.MaxValue,
        ShapeKind.Time => scalar.Kind == ScalarKind.String && IsTime(scalar.Value, isMicro: false),
        ShapeKind.MicroTime => scalar.Kind == ScalarKind.String && IsTime(scalar.Value, isMicro: true),
        _ => false,
    };

    /// <summary>
    /// The whole number that the server gets, or null. YAML goes through JSON, which writes 2.0 as 2; in JSON itself 2.0 is not a whole
    /// number.
    /// </summary>
    public static long? Integer(ScalarNode scalar, bool isJson) => scalar.Kind switch
    {
        ScalarKind.Integer => scalar.AsInteger,
        ScalarKind.Float when !isJson && ScalarResolver.ToDouble(scalar.Value) is var value && Math.Abs(value) < 1e18 && value == Math.Truncate(value) => (long)value,
        _ => null,
    };

    /// <summary>True for a number that JSON can write.</summary>
    public static bool IsNumber(ScalarNode scalar) => scalar.Kind switch
    {
        ScalarKind.Integer => true,
        ScalarKind.Float => double.IsFinite(ScalarResolver.ToDouble(scalar.Value)),
        _ => false,
    };

    /// <summary>True for standard Base64 with its padding; line breaks don't count.</summary>
    public static bool IsBase64(string text)
    {
        var digits = text.AsSpan().ContainsAny('\r', '\n')
            ? text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            : text;
        var padding = digits.EndsWith("==", StringComparison.Ordinal) ? 2 : digits.EndsWith('=') ? 1 : 0;
        return digits.Length % 4 == 0 && !digits.AsSpan(0, digits.Length - padding).ContainsAnyExcept(Base64);
    }

    /// <summary>True for a time as RFC 3339 writes it.</summary>
    /// <param name="text">The time.</param>
    /// <param name="isMicro">True if it must have six digits of a second.</param>
    public static bool IsTime(string text, bool isMicro)
    {
        const int seconds = 19;
        if (text.Length <= seconds || !DateTime.TryParseExact(text.AsSpan(0, seconds), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        var rest = text.AsSpan(seconds);
        var fraction = 0;
        if (rest[0] is '.' or ',')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9');
            fraction = end < 0 ? rest.Length - 1 : end;
            rest = rest[(1 + fraction)..];
            if (fraction == 0)
            {
                return false;
            }
        }

        return (!isMicro || fraction == 6)
            && (rest is "Z" || (rest.Length == 6 && rest[0] is '+' or '-'
                && TimeOnly.TryParseExact(rest[1..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));
    }

    /// <summary>True for what Kubernetes reads as a quantity: it takes <c>1.G</c>, <c>-.5</c> and even <c>Gi</c>, which is 0.</summary>
    /// <remarks>k8s.io/apimachinery, pkg/api/resource: parseQuantityString and suffixHandler.interpret.</remarks>
    public static bool IsQuantity(string text)
    {
        if (text.Length == 0)
        {
            return false;
        }

        var rest = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        rest = rest.TrimStart('0');
        rest = rest[LengthOf(rest)..];
        if (rest.Length > 0 && rest[0] == '.')
        {
            rest = rest[(1 + LengthOf(rest[1..]))..];
        }

        return rest switch
        {
            "" or "n" or "u" or "m" or "k" or "M" or "G" or "T" or "P" or "E" => true,
            "Ki" or "Mi" or "Gi" or "Ti" or "Pi" => true,
            // The one suffix that has to be computed with, which needs a digit.
            "Ei" => text.AsSpan().ContainsAnyInRange('0', '9'),
            _ => rest[0] is 'e' or 'E' && IsExponent(rest[1..]),
        };
    }

    private static bool IsExponent(ReadOnlySpan<char> text)
    {
        var digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        return digits.Length is > 0 and <= 18 && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static int LengthOf(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;
}
