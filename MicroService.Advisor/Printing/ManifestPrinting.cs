using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>Prints files and documents as they are now.</summary>
public static class ManifestPrinting
{
    /// <summary>The file's text as it is now.</summary>
    public static string Print(this ManifestFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Documents is [{ IsJson: true, IsMade: false, Root: not null } only, { IsMade: true }, ..]
            && file.Documents.All(document => document.IsJson))
        {
            return (file.HasByteOrderMark ? "\uFEFF" : "")
                + ListOf(only, file.Documents.Skip(1).Select(document => document.Root).OfType<MappingNode>());
        }

        var text = new StringBuilder();
        var newLine = file.Documents.FirstOrDefault(document => !document.IsMade)?.Text.Contains("\r\n", StringComparison.Ordinal) == true ? "\r\n" : "\n";
        foreach (var document in file.Documents)
        {
            var printed = document.Print();
            if (text.Length > 0 && text[^1] != '\n' && printed.Length > 0 && printed[0] is not ('\n' or '\r'))
            {
                text.Append(newLine);
            }

            if (document.IsMade && text.Length > 0 && !document.IsJson && !EndsWithSeparator(text))
            {
                text.Append("---").Append(newLine);
            }

            text.Append(document.IsMade ? printed.Replace("\n", newLine, StringComparison.Ordinal) : printed);
        }

        return file.HasByteOrderMark ? $"\uFEFF{text}" : text.ToString();
    }

    // A file of JSON has one value: what was added goes into a List with what was there, which keeps its layout.
    private static string ListOf(ManifestDocument first, IEnumerable<MappingNode> added)
    {
        var printed = first.Print();
        var (kept, end) = (printed.Trim(), printed[printed.TrimEnd().Length..]);
        if (!kept.Contains('\n', StringComparison.Ordinal))
        {
            var colon = kept.Contains("\": ", StringComparison.Ordinal) ? ": " : ":";
            var comma = colon.Replace(':', ',');
            var objects = string.Join(comma, added.Select(root => JsonEditor.OneLine(root, colon)).Prepend(kept));
            return $"{{\"apiVersion\"{colon}\"v1\"{comma}\"kind\"{colon}\"List\"{comma}\"items\"{colon}[{objects}]}}{end}";
        }

        // Lines of JSON break nowhere within a text, so all of them may be moved.
        var items = SequenceNode.Of(["", .. added.Select(root => root.Clone())]);
        var list = JsonEmitter.Emit(MappingNode.Of(("apiVersion", "v1"), ("kind", "List"), ("items", items)), printed);
        var mark = list.IndexOf("\"\"", StringComparison.Ordinal);
        var indent = list[(list.LastIndexOf('\n', mark) + 1)..mark];
        return list[..mark] + kept.Replace("\n", $"\n{indent}", StringComparison.Ordinal) + list[(mark + 2)..] + end;
    }

    /// <summary>The document's text as it is now: what nobody changed comes out to the letter, comments included.</summary>
    public static string Print(this ManifestDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return DocumentPrinter.Print(document);
    }

    // A file may end in a separator with nothing behind it; a new document belongs right there.
    private static bool EndsWithSeparator(StringBuilder text) =>
        (text is [.., '-', '-', '-', '\n'] && (text.Length == 4 || text[^5] == '\n'))
        || (text is [.., '-', '-', '-', '\r', '\n'] && (text.Length == 5 || text[^6] == '\n'));
}
