using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>Finds the edits that turn a document's text into the text of its changed tree.</summary>
internal sealed class SourceEditor(string text, BlockStyle style)
{
    private const int LongestFlow = 80;
    private readonly SourceText _source = new(text);
    private readonly List<TextEdit> _edits = [];
    private bool _failed;

    /// <summary>The edits, or null if there is a change that can't be made by editing the text.</summary>
    public IReadOnlyList<TextEdit>? Edit(MappingNode root)
    {
        Visit(root);
        return _failed ? null : _edits;
    }

    private void Visit(Node node)
    {
        if (!Changes.IsTouched(node))
        {
            return;
        }

        if (node.IsAlias || node is MappingNode { Style: NodeStyle.Flow } or SequenceNode { Style: NodeStyle.Flow })
        {
            Rewrite(node);
        }
        else if (node is MappingNode mapping)
        {
            VisitMapping(mapping);
        }
        else if (node is SequenceNode sequence)
        {
            VisitSequence(sequence);
        }
    }

    private void VisitMapping(MappingNode mapping)
    {
        var source = mapping.Entries.Where(entry => entry.KeySpan.Exists && !entry.IsMerged).ToList();
        if (source.Count == 0)
        {
            if (mapping.HasMergeKey)
            {
                _failed = true;
            }
            else
            {
                Rewrite(mapping);
            }

            return;
        }

        _failed |= mapping.Entries.Any(entry => entry.IsMerged && Changes.IsTouched(entry.Value));
        foreach (var removed in mapping.Removed)
        {
            RemoveEntry(mapping, removed);
        }

        foreach (var entry in source)
        {
            if (entry.KeyReplaces.Exists)
            {
                _edits.Add(new TextEdit(entry.KeyReplaces.Start, entry.KeyReplaces.End, ScalarText.Of(entry.Key)));
            }

            if (entry.Value.Replaces.Exists)
            {
                ReplaceValue(entry.Value, entry.Value.Replaces, _source.ColumnOf(entry.KeySpan.Start));
            }
            else
            {
                Visit(entry.Value);
            }
        }

        var column = _source.ColumnOf(FirstKey(mapping, source).Span.Start);
        foreach (var added in mapping.Entries.Where(entry => !entry.KeySpan.Exists))
        {
            var single = new MappingNode();
            // A clone, for a node has one parent only.
            single.Set(added.Name, added.Value.Clone());
            InsertLine(mapping.Span.End, column, BlockEmitter.Emit(single, column, style));
        }
    }

    private void VisitSequence(SequenceNode sequence)
    {
        var source = sequence.Items.Where(item => item.Span.Exists || item.Replaces.Exists).ToList();
        if (source.Count == 0)
        {
            Rewrite(sequence);
            return;
        }

        foreach (var removed in sequence.Removed)
        {
            RemoveItem(removed);
        }

        foreach (var item in source)
        {
            if (item.Replaces.Exists)
            {
                _edits.Add(new TextEdit(item.Replaces.Start, item.Replaces.End, BlockEmitter.Emit(item, _source.ColumnOf(item.Replaces.Start), style)));
            }
            else
            {
                Visit(item);
            }
        }

        var start = source[0].Replaces.Exists ? source[0].Replaces.Start : source[0].Span.Start;
        if (_source.DashBefore(start) is not { } dash)
        {
            _failed = true;
            return;
        }

        var column = _source.ColumnOf(dash);
        foreach (var added in sequence.Items.Where(item => !item.Span.Exists && !item.Replaces.Exists))
        {
            InsertLine(sequence.Span.End, column, "- " + BlockEmitter.Emit(added, column + 2, style));
        }
    }

    private void RemoveEntry(MappingNode mapping, MappingEntry removed)
    {
        if (!removed.KeySpan.Exists || removed.IsMerged)
        {
            _failed |= removed.IsMerged;
            return;
        }

        var start = removed.KeySpan.Start;
        var spot = removed.Value.Replaces.Exists ? removed.Value.Replaces : removed.Value.Span;
        if (_source.StartsLine(start))
        {
            var end = _source.IsLineStart(spot.End) ? spot.End : _source.NextLine(spot.End);
            _edits.Add(new TextEdit(_source.LineStart(start), end, ""));
            return;
        }

        // The first key of a sequence item shares its line with the dash: the next key moves up to it.
        var next = mapping.Entries.Concat(mapping.Removed)
            .Where(entry => entry.KeySpan.Exists && !entry.IsMerged && entry.KeySpan.Start > start)
            .Select(entry => entry.KeySpan.Start)
            .DefaultIfEmpty(-1)
            .Min();
        _failed |= next < 0;
        _edits.Add(new TextEdit(start, Math.Max(next, start), ""));
    }

    private void RemoveItem(Node removed)
    {
        var spot = removed.Replaces.Exists ? removed.Replaces : removed.Span;
        if (!spot.Exists)
        {
            return;
        }

        if (_source.DashBefore(spot.Start) is not { } dash || !_source.StartsLine(dash))
        {
            _failed = true;
            return;
        }

        var end = _source.IsLineStart(spot.End) ? spot.End : _source.NextLine(spot.End);
        _edits.Add(new TextEdit(_source.LineStart(dash), end, ""));
    }

    // Writes a whole collection anew, in its place; in flow style, only what changed of it where there is more to lose than data.
    private void Rewrite(Node node)
    {
        var isFlow = node is MappingNode { Style: NodeStyle.Flow } or SequenceNode { Style: NodeStyle.Flow };
        if (isFlow && !node.IsAlias && FlowEditor.HasMoreThanData(text.AsSpan(node.Span.Start, node.Span.End - node.Span.Start)))
        {
            new FlowEditor(_edits).Edit(node);
            return;
        }

        if (node.Parent is MappingNode { Style: NodeStyle.Block } parent && parent.KeyOf(node) is var key && parent.Find(key) is { KeySpan.Exists: true } entry)
        {
            var flow = BlockEmitter.EmitFlow(node);
            var wasEmpty = node.Span.End - node.Span.Start <= 2;
            var keepsFlow = isFlow && !wasEmpty && flow.Length <= LongestFlow;
            if (keepsFlow)
            {
                _edits.Add(new TextEdit(node.Span.Start, node.Span.End, flow));
            }
            else
            {
                ReplaceValue(node, node.Span, _source.ColumnOf(entry.KeySpan.Start));
            }
        }
        else
        {
            _edits.Add(new TextEdit(node.Span.Start, node.Span.End, BlockEmitter.EmitFlow(node)));
        }
    }

    // Writes a value anew behind its key, which stands at the column.
    private void ReplaceValue(Node value, TextSpan old, int column)
    {
        if (_source.AfterColon(old.Start) is not { } start)
        {
            // A dash or a comment stands before it, so that the new value begins where the old one did.
            var end = _source.IsLineStart(old.End) && old.End > old.Start ? style.NewLine : "";
            _edits.Add(new TextEdit(old.Start, old.End, BlockEmitter.Emit(value, _source.ColumnOf(old.Start), style) + end));
            return;
        }

        // People align what they write: the space before one scalar is that of the next.
        if (value is ScalarNode && old.Start > start && old.End > old.Start && text.AsSpan(start, old.End - start).IndexOfAny('\r', '\n') < 0)
        {
            _edits.Add(new TextEdit(old.Start, old.End, BlockEmitter.Emit(value, column + 2, style)));
            return;
        }

        var isBlock = value is not ScalarNode && !BlockEmitter.IsEmpty(value);
        var at = value is SequenceNode && !style.IndentsSequences ? column : column + 2;
        var written = BlockEmitter.Emit(value, at, style);
        var replacement = isBlock ? style.NewLine + new string(' ', at) + written : " " + written;
        if (_source.IsLineStart(old.End) && old.End > old.Start)
        {
            _edits.Add(new TextEdit(start, old.End, replacement + style.NewLine));
        }
        else if (isBlock && _source.LineEnd(old.End) is { } lineEnd)
        {
            // A comment behind the old value stays behind the key.
            _edits.Add(new TextEdit(start, old.End, ""));
            _edits.Add(new TextEdit(lineEnd, lineEnd, replacement));
        }
        else
        {
            _edits.Add(new TextEdit(start, old.End, replacement));
        }
    }

    private void InsertLine(int contentEnd, int column, string lines)
    {
        var indent = new string(' ', column);
        if (_source.IsLineStart(contentEnd))
        {
            _edits.Add(new TextEdit(contentEnd, contentEnd, indent + lines + style.NewLine));
        }
        else if (_source.LineEnd(contentEnd) is { } lineEnd)
        {
            _edits.Add(new TextEdit(lineEnd, lineEnd, style.NewLine + indent + lines));
        }
        else
        {
            _failed = true;
        }
    }

    private static ScalarNode FirstKey(MappingNode mapping, List<MappingEntry> source) =>
        source.Concat(mapping.Removed.Where(entry => entry.KeySpan.Exists)).MinBy(entry => entry.KeySpan.Start)!.Key;
}
