using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Expressions;

/// <summary>What is written out in an expression.</summary>
internal static partial class CelLiteral
{
    /// <summary>Whether digits, or those behind 0x, are an int.</summary>
    public static bool IsInt(string word) => Bits(word) is { } bits && bits <= long.MaxValue;

    /// <summary>Whether digits, or those behind 0x, with a u at the end are an uint.</summary>
    public static bool IsUint(string word) => Bits(word[..^1]) is not null;

    /// <summary>What a text in quotes says; null where characters are written as numbers.</summary>
    public static string? TextOf(string word)
    {
        var quote = word.AsSpan().IndexOfAny('"', '\'');
        var isRaw = quote > 0;
        var length = word.Length >= quote + 6 && word[quote] == word[quote + 1] && word[quote] == word[quote + 2] ? 3 : 1;
        var inner = word[(quote + length)..^length];
        if (isRaw || !inner.Contains('\\', StringComparison.Ordinal))
        {
            return inner;
        }

        var text = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] != '\\')
            {
                text.Append(inner[i]);
                continue;
            }

            char? meant = inner[++i] switch
            {
                'a' => '\a',
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                'x' or 'X' or 'u' or 'U' or (>= '0' and <= '7') => null,
                var same => same,
            };
            if (meant is null)
            {
                return null;
            }

            text.Append(meant);
        }

        return text.ToString();
    }

    /// <summary>Throws <see cref="FormatException"/> for a text that is written out and that a function can't read.</summary>
    /// <remarks>github.com/google/cel-go, cel/validator.go: what the API server looks at before an expression runs.</remarks>
    /// <param name="function">The function.</param>
    /// <param name="arguments">What it is called on, and its arguments.</param>
    public static void Check(string function, IReadOnlyList<CelNode> arguments)
    {
        if (arguments is not [.., CelNode.Literal { Text: { } text }])
        {
            return;
        }

        var isRead = function switch
        {
            "matches" when arguments.Count == 2 => !GoPattern.IsBroken(text),
            "duration" => Duration().IsMatch(text),
            "timestamp" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && Time().IsMatch(text),
            _ => true,
        };
        if (!isRead)
        {
            throw new FormatException($"{Wording.Quote(text)} is no {(function == "matches" ? "regular expression" : function)}");
        }
    }

    private static ulong? Bits(string word) =>
        word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : null;

    // go.dev/pkg/time/#ParseDuration
    [GeneratedRegex(@"^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();

    // RFC 3339.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
