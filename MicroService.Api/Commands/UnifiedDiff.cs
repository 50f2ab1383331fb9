using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;
using MicroService.Api.Audits;

namespace MicroService.Api.Commands;

/// <summary>
/// The difference between a file and its fixed form, as <c>patch</c> and <c>git apply</c> take it. DiffPlex finds it; its own
/// renderer does not, as that counts a line after the last line end.
/// </summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    public static void Write(TextWriter writer, string name, string before, string after, Palette palette)
    {
        var diff = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, new LineEndingsPreservingChunker());
        if (diff.DiffBlocks.Count == 0)
        {
            return;
        }

        writer.WriteLine(palette.Bold($"--- a/{name}"));
        writer.WriteLine(palette.Bold($"+++ b/{name}"));
        for (var first = 0; first < diff.DiffBlocks.Count;)
        {
            var last = first;
            while (last + 1 < diff.DiffBlocks.Count && diff.DiffBlocks[last + 1].DeleteStartA - EndOf(diff.DiffBlocks[last]) <= 2 * Context)
            {
                last++;
            }

            WriteHunk(writer, diff, first, last, palette);
            first = last + 1;
        }
    }

    private static void WriteHunk(TextWriter writer, DiffResult diff, int first, int last, Palette palette)
    {
        var blocks = diff.DiffBlocks;
        var start = Math.Max(0, blocks[first].DeleteStartA - Context);
        var end = Math.Min(diff.PiecesOld.Count, EndOf(blocks[last]) + Context);
        var lead = blocks[first].DeleteStartA - start;
        var newCount = end - start;
        for (var i = first; i <= last; i++)
        {
            newCount += blocks[i].InsertCountB - blocks[i].DeleteCountA;
        }

        writer.WriteLine(palette.Dim($"@@ -{Range(start, end - start)} +{Range(blocks[first].InsertStartB - lead, newCount)} @@"));
        var next = start;
        for (var i = first; i <= last; i++)
        {
            WriteLines(writer, ' ', diff.PiecesOld, next, blocks[i].DeleteStartA, palette);
            WriteLines(writer, '-', diff.PiecesOld, blocks[i].DeleteStartA, EndOf(blocks[i]), palette);
            WriteLines(writer, '+', diff.PiecesNew, blocks[i].InsertStartB, blocks[i].InsertStartB + blocks[i].InsertCountB, palette);
            next = EndOf(blocks[i]);
        }

        WriteLines(writer, ' ', diff.PiecesOld, next, end, palette);
    }

    private static void WriteLines(TextWriter writer, char sign, IReadOnlyList<string> lines, int from, int to, Palette palette)
    {
        for (var i = from; i < to; i++)
        {
            var text = sign + lines[i].TrimEnd('\n');
            writer.WriteLine(sign switch { '+' => palette.Added(text), '-' => palette.Removed(text), _ => text });
            if (!lines[i].EndsWith('\n'))
            {
                writer.WriteLine("\\ No newline at end of file");
            }
        }
    }

    private static int EndOf(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    // Lines count from 1; an empty range is named after the line before it (POSIX diff).
    private static string Range(int start, int count) => count == 0 ? $"{start},0" : $"{start + 1},{count}";
}
