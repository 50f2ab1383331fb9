using SharpYaml;

namespace MicroService.Advisor.Manifests;

/// <summary>Turns a parser's complaint into words that tell what to do: tabs and unrendered Helm templates are the usual causes.</summary>
internal static class SyntaxMessage
{
    /// <summary>What to say of a template that nobody rendered.</summary>
    public const string Template = "This looks like an unrendered Helm template ({{ … }}); render it first (helm template) and give the result.";

    public static string CodeOf(YamlException error, TextDocument document) =>
        IsTemplate(document.Text, error.Start.Index) || IsTemplate(document.Text, error.End.Index) ? "template" : "yaml-syntax";

    public static string Of(YamlException error, TextDocument document)
    {
        if (CodeOf(error, document) == "template")
        {
            return Template;
        }

        return LineAt(document.Text, error.Start.Index).TrimStart(' ').StartsWith('\t')
            ? "A tab indents this line; YAML indents with spaces (YAML 1.2.2 §6.1)."
            : Sentence(error.Message);
    }

    public static string KeyCode(Mark key, TextDocument document) => IsTemplate(document.Text, key.Index) ? "template" : "complex-key";

    public static string OfKey(Mark key, TextDocument document) =>
        IsTemplate(document.Text, key.Index) ? Template : "A key must be a scalar; Kubernetes takes nothing else.";

    private static bool IsTemplate(string text, int index) => LineAt(text, index).Contains("{{", StringComparison.Ordinal);

    private static ReadOnlySpan<char> LineAt(string text, int index)
    {
        index = Math.Clamp(index, 0, text.Length);
        var start = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        var end = text.IndexOf('\n', index);
        return end < 0 ? text.AsSpan(start) : text.AsSpan(start, end - start);
    }

    // The parser prefixes its own positions, counted from the document's start: drop them.
    private static string Sentence(string message)
    {
        var body = message;
        if (body.StartsWith('(') && body.IndexOf("): ", StringComparison.Ordinal) is var end and >= 0)
        {
            body = body[(end + 3)..];
        }

        body = body.Trim();
        return body.Length == 0 ? "This is not valid YAML." : $"{char.ToUpperInvariant(body[0])}{body[1..].TrimEnd('.')}.";
    }
}
