using System.Text;

namespace MicroService.Advisor.Manifests;

/// <summary>A file of manifests: documents in their order.</summary>
public sealed class ManifestFile
{
    private readonly List<ManifestDocument> _documents;

    /// <summary>A file of these documents.</summary>
    public ManifestFile(string name, IEnumerable<ManifestDocument> documents)
    {
        Name = name;
        _documents = [.. documents];
    }

    /// <summary>The file's name or path, as the caller gave it.</summary>
    public string Name { get; }

    /// <summary>The documents in their order, empty ones included.</summary>
    public IReadOnlyList<ManifestDocument> Documents => _documents;

    /// <summary>True if the file is JSON.</summary>
    public bool IsJson => _documents.Exists(document => document.IsJson);

    /// <summary>True if the file begins with a byte order mark.</summary>
    internal bool HasByteOrderMark { get; init; }

    /// <summary>Puts a document at the end.</summary>
    public void Add(ManifestDocument document) => _documents.Add(document);

    /// <summary>Takes a document out; false if it is not in here.</summary>
    public bool Remove(ManifestDocument document) => _documents.Remove(document);

    /// <summary>A copy that can be changed without changing this one.</summary>
    public ManifestFile Clone() => new(Name, _documents.Select(document => document.Clone())) { HasByteOrderMark = HasByteOrderMark };

    /// <summary>The file's text as it is now.</summary>
    public string Print()
    {
        var text = new StringBuilder();
        var newLine = _documents.Find(document => !document.IsMade)?.Text.Contains("\r\n", StringComparison.Ordinal) == true ? "\r\n" : "\n";
        foreach (var document in _documents)
        {
            var printed = document.Print();
            if (text.Length > 0 && text[^1] != '\n' && printed.Length > 0)
            {
                text.Append(newLine);
            }

            if (document.IsMade && text.Length > 0 && !document.IsJson && !EndsWithSeparator(text))
            {
                text.Append("---").Append(newLine);
            }

            text.Append(document.IsMade ? printed.Replace("\n", newLine, StringComparison.Ordinal) : printed);
        }

        return HasByteOrderMark ? $"\uFEFF{text}" : text.ToString();
    }

    // A file may end in a separator with nothing behind it; a new document belongs right there.
    private static bool EndsWithSeparator(StringBuilder text) =>
        (text is [.., '-', '-', '-', '\n'] && (text.Length == 4 || text[^5] == '\n'))
        || (text is [.., '-', '-', '-', '\r', '\n'] && (text.Length == 5 || text[^6] == '\n'));
}
