using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>
/// Prints a document: to the letter if nobody changed it, else by editing its own text where the tree changed, so that comments,
/// order and layout stay. If the edited text would not read back as the tree (rare: merge keys, changed aliases), the document is
/// written anew in block style and its comments below the head are lost.
/// </summary>
internal static class DocumentPrinter
{
    public static string Print(ManifestDocument document)
    {
        var text = document.Text;
        if (document.Root is not { } root || (!document.IsMade && !Changes.IsTouched(root)))
        {
            return text;
        }

        if (document.IsJson)
        {
            return !document.IsMade && Apply(text, JsonEditor.Edit(text, root)) is var written && ReadsAsJson(written, root)
                ? written
                : JsonEmitter.Emit(root, text) + NewLineOf(text);
        }

        if (document.IsMade)
        {
            return BlockEmitter.Emit(root, 0, BlockStyle.Default) + "\n";
        }

        var style = StyleOf(text, root);
        var edits = new SourceEditor(text, style).Edit(root);
        if (edits is not null && Apply(text, edits) is var edited && ReadsAs(edited, root))
        {
            return edited;
        }

        return HeadOf(text, root) + BlockEmitter.Emit(root, 0, style) + style.NewLine;
    }

    private static string Apply(string text, IReadOnlyList<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length + 256);
        var at = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.End))
        {
            if (edit.Start < at)
            {
                // Overlapping edits can't both be right; the check that follows then refuses the text.
                return "";
            }

            result.Append(text, at, edit.Start - at).Append(edit.Text);
            at = edit.End;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    private static bool ReadsAs(string text, MappingNode root)
    {
        // The tree has been accepted, however large it is.
        var limits = new ManifestLimits { MaxNodes = int.MaxValue };
        var problems = new ProblemList("", 1);
        var read = YamlTreeReader.Read(TextDocument.Of(text), limits, new NodeBudget(limits.MaxNodes), new TextPool(), problems);
        return problems.Count == 0 && read is not null && root.DataEquals(read);
    }

    private static bool ReadsAsJson(string text, MappingNode root)
    {
        var limits = new ManifestLimits { MaxNodes = int.MaxValue };
        var problems = new ProblemList("", 1);
        var read = JsonTreeReader.Read(Encoding.UTF8.GetBytes(text), limits, new NodeBudget(limits.MaxNodes), problems, hasPlaces: false);
        return problems.Count == 0 && read is [{ Root: { } again }] && root.DataEquals(again);
    }

    private static string NewLineOf(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    // Directives, the separator and the comments above the first key.
    private static string HeadOf(string text, MappingNode root) =>
        root.Span.Start <= 0 ? "" : text[..(text.LastIndexOf('\n', root.Span.Start - 1) + 1)];

    private static BlockStyle StyleOf(string text, MappingNode root) =>
        new(NewLineOf(text), IndentsSequences(root) ?? false);

    private static bool? IndentsSequences(Node node)
    {
        foreach (var child in node is MappingNode mapping ? mapping.Entries.Select(entry => entry.Value) : (node as SequenceNode)?.Items ?? [])
        {
            if (node is MappingNode { Style: NodeStyle.Block } parent && child is SequenceNode { Style: NodeStyle.Block, Items.Count: > 0 }
                && child.Span.Exists && !child.IsAlias && parent.Entries[0].Key.Position != Position.None)
            {
                return child.Position.Column > parent.Entries[0].Key.Position.Column;
            }

            if (IndentsSequences(child) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
