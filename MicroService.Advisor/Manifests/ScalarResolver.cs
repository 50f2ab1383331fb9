using System.Buffers;
using System.Globalization;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// Decides what a plain scalar is, as kubectl's YAML reader does (YAML 1.1: <c>yes</c> is a Boolean, <c>0o17</c> and <c>017</c> are octal).
/// </summary>
internal static class ScalarResolver
{
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

    public static long? ToInteger(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        var negative = digits.StartsWith('-');
        digits = digits.TrimStart('+', '-');
        var (body, radix) = digits switch
        {
            ['0', 'x' or 'X', ..] => (digits[2..], 16),
            ['0', 'b' or 'B', ..] => (digits[2..], 2),
            ['0', 'o' or 'O', ..] => (digits[2..], 8),
            ['0', _, ..] => (digits[1..], 8),
            _ => (digits, 10),
        };

        Int128 value = 0;
        foreach (var digit in body)
        {
            value = (value * radix) + Convert.ToInt32(digit.ToString(), 16);
            if (value > (Int128)long.MaxValue + 1)
            {
                return null;
            }
        }

        value = negative ? -value : value;
        return value <= long.MaxValue ? (long)value : null;
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
        var unsigned = text[0] is '+' or '-' ? text[1..] : text;
        if (unsigned.Length == 0)
        {
            return ScalarKind.String;
        }

        if (unsigned is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
        {
            return ScalarKind.Float;
        }

        if (unsigned.Length > 2 && unsigned[0] == '0' && char.IsAsciiLetter(unsigned[1]) && unsigned[1] is not ('e' or 'E'))
        {
            return unsigned[1] switch
            {
                'x' or 'X' when AllDigits(unsigned[2..], "0123456789abcdefABCDEF_") => ScalarKind.Integer,
                'b' or 'B' when AllDigits(unsigned[2..], "01_") => ScalarKind.Integer,
                'o' or 'O' when AllDigits(unsigned[2..], "01234567_") => ScalarKind.Integer,
                _ => ScalarKind.String,
            };
        }

        if (char.IsAsciiDigit(unsigned[0]) && AllDigits(unsigned, "0123456789_"))
        {
            // 089 is no octal number; the YAML reader of kubectl then tries a float.
            return unsigned.Length > 1 && unsigned[0] == '0' && unsigned.IndexOfAny('8', '9') >= 0 ? ScalarKind.Float : ScalarKind.Integer;
        }

        // A date such as 2001-01-01 or a version such as 1.2.3 stays a string.
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return unsigned.IndexOfAnyInRange('0', '9') >= 0 && double.TryParse(unsigned, style, CultureInfo.InvariantCulture, out _)
            ? ScalarKind.Float
            : ScalarKind.String;
    }

    private static bool AllDigits(ReadOnlySpan<char> text, string digits) => text.IndexOfAnyExcept(digits) < 0;
}
