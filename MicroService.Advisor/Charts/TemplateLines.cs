using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Charts;

/// <summary>
/// Finds the lines of a template that the lines of a rendered document most likely come from: those that read the same, else have the same
/// key.
/// </summary>
internal sealed class TemplateLines
{
    private readonly int _firstLine;
    private readonly Position[] _places;
    private readonly int[] _indents;

    /// <param name="rendered">The document.</param>
    /// <param name="template">The template.</param>
    /// <param name="firstLine">The number of the document's first line in what was printed.</param>
    public TemplateLines(IReadOnlyList<string> rendered, IReadOnlyList<string> template, int firstLine)
    {
        _firstLine = firstLine;
        _places = new Position[rendered.Count];
        _indents = [.. rendered.Select(Indent)];
        var whole = template.Index().ToLookup(line => line.Item.Trim(), line => line.Index, StringComparer.Ordinal);
        var keys = template.Index().ToLookup(line => KeyOf(line.Item), line => line.Index, StringComparer.Ordinal);
        var last = 0;
        for (var index = 0; index < rendered.Count; index++)
        {
            var found = Next(whole[rendered[index].Trim()], last)
                ?? (KeyOf(rendered[index]) is { Length: > 0 } key ? Next(keys[key], last) : null);
            last = found ?? last;
            _places[index] = template.Count == 0 ? new Position(1, 1) : new Position(last + 1, Indent(template[last]) + 1);
        }
    }

    /// <summary>Gives every node below one the place of its line in the template.</summary>
    public void Assign(Node node)
    {
        Put(node);
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    Put(entry.Key);
                    Assign(entry.Value);
                }

                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Assign(item);
                }

                break;
        }
    }

    private void Put(Node node)
    {
        var index = node.Position.Line - _firstLine;
        if (index >= 0 && index < _places.Length)
        {
            var column = node.Position.Column - 1 - _indents[index] + _places[index].Column;
            node.Position = _places[index] with { Column = Math.Max(1, column) };
        }
    }

    // The next line after the last one found, as rendering keeps the order; loops go back.
    private static int? Next(IEnumerable<int> lines, int last)
    {
        int? first = null;
        foreach (var line in lines)
        {
            if (line >= last)
            {
                return line;
            }

            first ??= line;
        }

        return first;
    }

    private static string KeyOf(string line) =>
        line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? line[..colon].Trim() : "";

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
