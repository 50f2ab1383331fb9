using System.Text;

namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>A string of a manifest, parsed into text and references.</summary>
/// <remarks>
/// <c>{{</c> escapes a brace, and <c>}}</c> does so after such an escape. Braces around anything but a reference are
/// text (<c>/{**catch-all}</c>, JSON): Aspire writes plain strings as they are, without escapes.
/// </remarks>
internal sealed record Expression(IReadOnlyList<ExpressionPart> Parts)
{
    public IEnumerable<ReferencePart> References => Parts.OfType<ReferencePart>();

    public static Expression Parse(string text)
    {
        var parts = new List<ExpressionPart>();
        var literal = new StringBuilder();
        var openEscapes = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var isDoubled = index + 1 < text.Length && text[index + 1] == text[index];
            if (text[index] == '{' && isDoubled)
            {
                literal.Append('{');
                openEscapes++;
                index++;
            }
            else if (text[index] == '}' && isDoubled && openEscapes > 0)
            {
                literal.Append('}');
                openEscapes--;
                index++;
            }
            else if (text[index] == '{' && ReferenceAt(text, index) is { } reference)
            {
                if (literal.Length > 0)
                {
                    parts.Add(new LiteralPart(literal.ToString()));
                    literal.Clear();
                }

                parts.Add(reference);
                index += reference.Text.Length - 1;
            }
            else
            {
                literal.Append(text[index]);
            }
        }

        if (literal.Length > 0 || parts.Count == 0)
        {
            parts.Add(new LiteralPart(literal.ToString()));
        }

        return new Expression(parts);
    }

    /// <summary>An expression that resolves to this text.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        var open = 0;
        foreach (var character in text)
        {
            var isDoubled = character == '{' || (character == '}' && open > 0);
            escaped.Append(character, isDoubled ? 2 : 1);
            open += !isDoubled ? 0 : character == '{' ? 1 : -1;
        }

        return escaped.ToString();
    }

    private static ReferencePart? ReferenceAt(string text, int open)
    {
        var close = text.IndexOf('}', open);
        if (close < 0)
        {
            return null;
        }

        var segments = text[(open + 1)..close].Split('.');
        return segments.Length >= 2 && segments.All(IsName) ? new ReferencePart(text[open..(close + 1)], segments[0], segments[1..]) : null;
    }

    private static bool IsName(string segment) =>
        segment.Length > 0 && segment.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}

/// <summary>Text or a reference.</summary>
internal abstract record ExpressionPart;

/// <summary>Literal text.</summary>
internal sealed record LiteralPart(string Text) : ExpressionPart;

/// <summary>A reference to a member of a resource: <c>{resource.path.path}</c>.</summary>
/// <param name="Text">The reference as written, braces included.</param>
internal sealed record ReferencePart(string Text, string Resource, IReadOnlyList<string> Path) : ExpressionPart
{
    /// <summary>The member of the resource: <c>bindings</c>, <c>connectionString</c>, <c>value</c>, <c>inputs</c>, …</summary>
    public string Member => Path[0];

    /// <summary>Resource and path without the braces, the key of cycles.</summary>
    public string Key => Text[1..^1];
}
