using System.Buffers;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>
/// Edits collections in flow style where they stand, so that comments, quotes, anchors and line breaks of what did not change stay.
/// </summary>
internal sealed class FlowEditor(List<TextEdit> edits)
{
    private static readonly SearchValues<char> MoreThanData = SearchValues.Create("#\"'&*!\n");

    /// <summary>True if the source of a collection has more than data: writing the data anew would lose it.</summary>
    public static bool HasMoreThanData(ReadOnlySpan<char> source) => source.ContainsAny(MoreThanData);

    /// <summary>Adds the edits for a collection that was read and changed since.</summary>
    public void Edit(Node node)
    {
        if (!Changes.IsTouched(node))
        {
            return;
        }

        switch (node)
        {
            case { IsAlias: true }:
                Rewrite(node);
                break;
            case MappingNode mapping:
                EditMapping(mapping);
                break;
            case SequenceNode sequence:
                EditSequence(sequence);
                break;
        }
    }

    private void EditMapping(MappingNode mapping)
    {
        var kept = mapping.Entries.Where(entry => entry.KeySpan.Exists && !entry.IsMerged).ToList();
        if (kept.Count == 0)
        {
            Rewrite(mapping);
            return;
        }

        foreach (var entry in kept)
        {
            if (entry.KeyReplaces.Exists)
            {
                edits.Add(new TextEdit(entry.KeyReplaces.Start, entry.KeyReplaces.End, ScalarText.Of(entry.Key)));
            }

            EditPart(entry.Value);
        }

        Remove([.. kept.Select(SpanOf)], [.. mapping.Removed.Where(entry => entry.KeySpan.Exists && !entry.IsMerged).Select(SpanOf)]);
        Insert(
            kept.Max(entry => SpanOf(entry).End),
            mapping.Entries.Where(entry => !entry.KeySpan.Exists).Select(entry => $"{ScalarText.Of(entry.Key)}: {BlockEmitter.EmitFlow(entry.Value)}"));
    }

    private void EditSequence(SequenceNode sequence)
    {
        var kept = sequence.Items.Where(item => PlaceOf(item).Exists).ToList();
        if (kept.Count == 0)
        {
            Rewrite(sequence);
            return;
        }

        kept.ForEach(EditPart);
        Remove([.. kept.Select(PlaceOf)], [.. sequence.Removed.Select(PlaceOf).Where(place => place.Exists)]);
        Insert(kept.Max(item => PlaceOf(item).End), sequence.Items.Where(item => !PlaceOf(item).Exists).Select(BlockEmitter.EmitFlow));
    }

    private void EditPart(Node value)
    {
        if (value.Replaces.Exists)
        {
            edits.Add(new TextEdit(value.Replaces.Start, value.Replaces.End, BlockEmitter.EmitFlow(value)));
        }
        else
        {
            Edit(value);
        }
    }

    private void Insert(int end, IEnumerable<string> added)
    {
        var text = string.Concat(added.Select(part => $", {part}"));
        if (text.Length > 0)
        {
            edits.Add(new TextEdit(end, end, text));
        }
    }

    // With the comma behind it; what stands last, with the one before.
    private void Remove(IReadOnlyList<TextSpan> kept, IReadOnlyList<TextSpan> removed)
    {
        var lastKept = kept.Max(part => part.End);
        foreach (var part in removed.Where(part => part.Start < lastKept))
        {
            edits.Add(new TextEdit(part.Start, kept.Concat(removed).Where(next => next.Start > part.Start).Min(next => next.Start), ""));
        }

        if (removed.Where(part => part.Start >= lastKept).Select(part => part.End).DefaultIfEmpty(-1).Max() is >= 0 and var end)
        {
            edits.Add(new TextEdit(lastKept, end, ""));
        }
    }

    private void Rewrite(Node node) => edits.Add(new TextEdit(node.Span.Start, node.Span.End, BlockEmitter.EmitFlow(node)));

    private static TextSpan SpanOf(MappingEntry entry) =>
        new((entry.KeyReplaces.Exists ? entry.KeyReplaces : entry.KeySpan).Start, PlaceOf(entry.Value).End);

    private static TextSpan PlaceOf(Node node) => node.Replaces.Exists ? node.Replaces : node.Span;
}
