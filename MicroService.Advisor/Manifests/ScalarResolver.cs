using System.Buffers;
using System.Globalization;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// Decides what a plain scalar is, as the API server's YAML reader does (YAML 1.1 with additions: <c>yes</c> is a Boolean, <c>017</c> and
/// <c>0o17</c> are octal, <c>1_000</c> is a thousand, <c>12:30</c> and <c>2001-01-01</c> stay strings).
/// </summary>
/// <remarks>sigs.k8s.io/yaml, goyaml.v2: resolve.go. What it reads a key as is in yaml.go, convertToJSONableObject.</remarks>
internal static class ScalarResolver
{
    private const NumberStyles FloatStyle = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<char> NumberStart = SearchValues.Create("+-.0123456789");

    public static ScalarKind Resolve(ReadOnlySpan<char> text)
    {
        if (text.Length == 0)
        {
            return ScalarKind.Null;
        }

        if (NumberStart.Contains(text[0]))
        {
            return ResolveNumber(text);
        }

        return text.Length > 5 ? ScalarKind.String : ResolveWord(text);
    }

    public static bool IsTrue(string text) => text is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y";

    public static long? ToInteger(string text) =>
        TryInteger(WithoutUnderscores(text), out var value) && value <= long.MaxValue ? (long)value : null;

    /// <summary>The value of a number, infinite and not-a-number included.</summary>
    public static double ToDouble(string text)
    {
        var digits = WithoutUnderscores(text);
        return TryInteger(digits, out var integer) ? (double)integer
            : digits.EndsWith("inf", StringComparison.OrdinalIgnoreCase) ? digits[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
            : double.TryParse(digits, FloatStyle | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
            : double.NaN;
    }

    /// <summary>
    /// What the API server calls a key that is written without quotes: <c>on</c> is <c>true</c>, <c>1.10</c> is <c>1.1</c>. Null if it
    /// refuses it,
    /// as it does null and what doesn't fit 64 bits.
    /// </summary>
    public static string? KeyText(string text, ScalarKind kind) => kind switch
    {
        ScalarKind.String => text,
        ScalarKind.Boolean => IsTrue(text) ? "true" : "false",
        ScalarKind.Integer => ToInteger(text)?.ToString(CultureInfo.InvariantCulture),
        ScalarKind.Float => FloatKey((float)ToDouble(text)),
        _ => null,
    };

    // Go's strconv.FormatFloat(value, 'g', -1, 32).
    private static string FloatKey(float value)
    {
        if (!float.IsFinite(value))
        {
            return float.IsNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
        }

        if (value == 0)
        {
            return float.IsNegative(value) ? "-0" : "0";
        }

        // The shortest digits that read back as the same number, as d.dddE+xxx.
        var shortest = Enumerable.Range(0, 9)
            .Select(digits => value.ToString($"E{digits}", CultureInfo.InvariantCulture))
            .First(text => float.Parse(text, CultureInfo.InvariantCulture).Equals(value));
        var mantissa = shortest[..shortest.IndexOf('E', StringComparison.Ordinal)];
        var exponent = int.Parse(shortest.AsSpan(mantissa.Length + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent is < -4 or >= 6
            ? string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}")
            : decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.##########", CultureInfo.InvariantCulture);
    }

    private static ScalarKind ResolveWord(ReadOnlySpan<char> text) => text switch
    {
        "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
        "yes" or "Yes" or "YES" or "no" or "No" or "NO" => ScalarKind.Boolean,
        "on" or "On" or "ON" or "off" or "Off" or "OFF" or "y" or "Y" or "n" or "N" => ScalarKind.Boolean,
        _ => ScalarKind.String,
    };

    private static ScalarKind ResolveNumber(ReadOnlySpan<char> text)
    {
        if (text is ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF" or ".nan" or ".NaN" or ".NAN")
        {
            return ScalarKind.Float;
        }

        if (text.Contains('_'))
        {
            // Underscores may stand between digits, but not in a number that begins with its point.
            return text[0] == '.' ? ScalarKind.String : ResolveNumber(WithoutUnderscores(text.ToString()));
        }

        if (TryInteger(text, out _))
        {
            return ScalarKind.Integer;
        }

        // A date such as 2001-01-01 or a version such as 1.2.3 stays a string, and so does what no double can hold.
        var unsigned = text[0] is '+' or '-' ? text[1..] : text;
        return unsigned.IndexOfAnyInRange('0', '9') >= 0
            && unsigned[0] is '.' or (>= '0' and <= '9')
            && double.TryParse(unsigned, FloatStyle, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? ScalarKind.Float
            : ScalarKind.String;
    }

    // Go's ParseInt and ParseUint with base 0: false beyond 64 bits, and for a sign before more than 63.
    private static bool TryInteger(ReadOnlySpan<char> text, out Int128 value)
    {
        value = 0;
        var isSigned = text.Length > 0 && text[0] is '+' or '-';
        var digits = isSigned ? text[1..] : text;
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            radix = digits[1] switch { 'x' or 'X' => 16, 'b' or 'B' => 2, _ => 8 };
            digits = digits[(digits[1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O' ? 2 : 1)..];
        }

        if (digits.Length == 0)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            var amount = char.IsAsciiHexDigit(digit) ? (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10) : radix;
            if (amount >= radix)
            {
                return false;
            }

            value = (value * radix) + amount;
            if (value > ulong.MaxValue)
            {
                return false;
            }
        }

        var isNegative = isSigned && text[0] == '-';
        value = isNegative ? -value : value;
        return !isSigned || (value >= long.MinValue && value <= long.MaxValue);
    }

    private static string WithoutUnderscores(string text) =>
        text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", "", StringComparison.Ordinal) : text;
}
