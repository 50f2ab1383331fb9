using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>
/// Edits JSON where it stands: what did not change stays to the letter, and what is added is laid out as its neighbours are.
/// </summary>
internal sealed class JsonEditor
{
    private readonly string _text;
    private readonly string _colon;
    private readonly List<TextEdit> _edits = [];

    private JsonEditor(string text, MappingNode root)
    {
        _text = text;
        _colon = root.Entries.Concat(root.Removed).FirstOrDefault(entry => entry.KeySpan.Exists) is { } first ? ColonOf(first) : ": ";
    }

    /// <summary>The edits that turn the text into that of the changed tree.</summary>
    public static IReadOnlyList<TextEdit> Edit(string text, MappingNode root)
    {
        var editor = new JsonEditor(text, root);
        editor.Visit(root, indent: "");
        return editor._edits;
    }

    /// <summary>A tree on one line, spaced as a text is.</summary>
    public static string OneLine(Node node, string colon) => node switch
    {
        MappingNode mapping =>
            $"{{{string.Join(CommaLike(colon), mapping.Entries.Select(entry => $"{JsonEmitter.Emit(entry.Name)}{colon}{OneLine(entry.Value, colon)}"))}}}",
        SequenceNode sequence => $"[{string.Join(CommaLike(colon), sequence.Items.Select(item => OneLine(item, colon)))}]",
        _ => JsonEmitter.Emit(node),
    };

    // The indent is null where the node is written on one line with its neighbours.
    private void Visit(Node node, string? indent)
    {
        if (!Changes.IsTouched(node))
        {
            return;
        }

        switch (node)
        {
            case MappingNode mapping:
                Visit(
                    mapping,
                    [.. mapping.Entries.Where(entry => entry.KeySpan.Exists).Select(PartOf)],
                    [.. mapping.Removed.Where(entry => entry.KeySpan.Exists).Select(PartOf)],
                    [.. mapping.Entries.Where(entry => !entry.KeySpan.Exists).Select(entry => (JsonEmitter.Emit(entry.Name), entry.Value))],
                    indent);
                break;
            case SequenceNode sequence:
                Visit(
                    sequence,
                    [.. sequence.Items.Where(item => PlaceOf(item).Exists).Select(PartOf)],
                    [.. sequence.Removed.Where(item => PlaceOf(item).Exists).Select(PartOf)],
                    [.. sequence.Items.Where(item => !PlaceOf(item).Exists).Select(item => ("", item))],
                    indent);
                break;
        }
    }

    private void Visit(Node collection, List<Part> kept, List<Part> removed, List<(string Key, Node Value)> added, string? indent)
    {
        if (kept.Count == 0)
        {
            Replace(collection.Span, collection, indent);
            return;
        }

        var written = kept.Concat(removed).OrderBy(part => part.Place.Start).ToList();
        var comma = CommaIn(collection, written);
        var inner = comma.LastIndexOf('\n') is >= 0 and var line ? comma[(line + 1)..] : null;
        foreach (var part in kept)
        {
            if (part.Key is { KeyReplaces.Exists: true } renamed)
            {
                _edits.Add(new TextEdit(renamed.KeyReplaces.Start, renamed.KeyReplaces.End, JsonEmitter.Emit(renamed.Name)));
            }

            if (part.Value.Replaces.Exists)
            {
                Replace(part.Value.Replaces, part.Value, inner);
            }
            else
            {
                Visit(part.Value, inner);
            }
        }

        Remove(kept, removed, written);
        var colon = written[^1].Key is { } last ? ColonOf(last) : "";
        var end = kept.Max(part => part.Place.End);
        var text = string.Concat(added.Select(part => $"{comma}{part.Key}{colon}{Written(part.Value, inner)}"));
        if (text.Length > 0)
        {
            _edits.Add(new TextEdit(end, end, text));
        }
    }

    // With the comma behind it; what stands last, with the one before.
    private void Remove(List<Part> kept, List<Part> removed, List<Part> written)
    {
        var last = kept.Max(part => part.Place.Start);
        var gone = removed.Select(part => part.Place.Start).ToHashSet();
        foreach (var (part, next) in written.Zip(written.Skip(1)).Where(pair => pair.First.Place.Start < last && gone.Contains(pair.First.Place.Start)))
        {
            _edits.Add(new TextEdit(part.Place.Start, next.Place.Start, ""));
        }

        if (written[^1].Place is var end && end.Start > last)
        {
            _edits.Add(new TextEdit(kept.Max(part => part.Place.End), end.End, ""));
        }
    }

    private void Replace(TextSpan place, Node value, string? indent) =>
        _edits.Add(new TextEdit(place.Start, place.End, Written(value, indent)));

    // Between lines a collection takes lines of its own; its texts have no line breaks but as escapes.
    private string Written(Node value, string? indent)
    {
        if (indent is null || value is ScalarNode || BlockEmitter.IsEmpty(value))
        {
            return OneLine(value, _colon);
        }

        return JsonEmitter.Emit(value, _text).Replace("\n", $"\n{indent}", StringComparison.Ordinal);
    }

    // What stands between the last two, else a comma and what stands before the only one.
    private string CommaIn(Node collection, List<Part> written)
    {
        if (written is [.., var one, var other])
        {
            return _text[one.Place.End..other.Place.Start];
        }

        var before = _text[(collection.Span.Start + 1)..written[0].Place.Start];
        return before.Contains('\n', StringComparison.Ordinal) ? $",{before}" : CommaLike(_colon);
    }

    private string ColonOf(MappingEntry entry) => _text[KeyPlaceOf(entry).End..PlaceOf(entry.Value).Start];

    private static string CommaLike(string colon) => colon.EndsWith(' ') ? ", " : ",";

    private static Part PartOf(MappingEntry entry) =>
        new(new TextSpan(KeyPlaceOf(entry).Start, PlaceOf(entry.Value).End), entry.Value, entry);

    private static Part PartOf(Node item) => new(PlaceOf(item), item, null);

    private static TextSpan KeyPlaceOf(MappingEntry entry) => entry.KeyReplaces.Exists ? entry.KeyReplaces : entry.KeySpan;

    private static TextSpan PlaceOf(Node node) => node.Replaces.Exists ? node.Replaces : node.Span;

    // A member, or an item, as it was read.
    private readonly record struct Part(TextSpan Place, Node Value, MappingEntry? Key);
}
