using System.Buffers;
using System.Globalization;
using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>Writes a scalar so that every YAML reader, 1.1 or 1.2, takes it for what it is.</summary>
internal static class ScalarText
{
    private static readonly SearchValues<char> Indicators = SearchValues.Create("!&*-?:|>@`\"'%#{}[], ");
    private static readonly SearchValues<char> NumberLike = SearchValues.Create("0123456789:-_.eE+TZ");
    private static readonly SearchValues<char> FlowIndicators = SearchValues.Create(",[]{}");

    public static string Of(ScalarNode scalar)
    {
        if (scalar.Kind != ScalarKind.String)
        {
            return scalar.IsNull && scalar.Value.Length == 0 ? "null" : scalar.Value;
        }

        return IsPlain(scalar.Value) ? scalar.Value : Quote(scalar.Value);
    }

    /// <summary>True for text of several lines that a literal block can hold to the letter.</summary>
    public static bool IsLiteral(ScalarNode scalar)
    {
        var text = scalar.Value;
        return scalar.Kind == ScalarKind.String
            && text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var first && first < text.Length
            && text[0] is not (' ' or '\n')
            && !text.Contains(" \n", StringComparison.Ordinal)
            && !text.EndsWith(' ')
            && !text.EndsWith("\n\n", StringComparison.Ordinal)
            && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') is var odd && (odd < 0 || text.All(c => c == '\n' || !char.IsControl(c)))
            && !text.Any(char.IsSurrogate)
            && !text.Split('\n').Any(line => HiddenCharacters.In(line));
    }

    private static bool IsPlain(string text) =>
        text.Length > 0
        && !Indicators.Contains(text[0])
        && text[^1] is not (' ' or ':')
        && !text.Contains(": ", StringComparison.Ordinal)
        && !text.Contains(" #", StringComparison.Ordinal)
        && !text.AsSpan().ContainsAny(FlowIndicators)
        && text.All(c => !char.IsSurrogate(c) && c is not '\u00A0')
        && !HiddenCharacters.In(text)
        && ScalarResolver.Resolve(text) == ScalarKind.String
        && text is not ("=" or "<<" or "---" or "...")
        && text.AsSpan().IndexOfAnyExcept(NumberLike) >= 0;

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                > char.MaxValue when HiddenCharacters.Has(rune) => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
                '\u00A0' => quoted.Append("\\u00A0"),
                _ when HiddenCharacters.Has(rune) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => quoted.Append(rune),
            };
        }

        return quoted.Append('"').ToString();
    }
}
