using DiffPlex.Model;

namespace MicroService.Advisor.Printing;

/// <summary>
/// The difference between two versions of a file, as <c>patch</c> and <c>git apply</c> take it. DiffPlex's own renderer is not used, as
/// that counts a line after the last line end.
/// </summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The lines, headers first, without line ends; none if both are the same.</summary>
    /// <param name="name">The file's path.</param>
    /// <param name="before">Null for a file that is new.</param>
    /// <param name="after">Null for a file that is gone.</param>
    public static IReadOnlyList<string> Between(string name, string? before, string? after)
    {
        var diff = LineDifference.Between(before ?? "", after ?? "");
        if (diff.Blocks.Count == 0)
        {
            return [];
        }

        List<string> lines = [before is null ? "--- /dev/null" : $"--- a/{name}", after is null ? "+++ /dev/null" : $"+++ b/{name}"];
        for (var first = 0; first < diff.Blocks.Count;)
        {
            var last = first;
            while (last + 1 < diff.Blocks.Count && diff.Blocks[last + 1].DeleteStartA - EndOf(diff.Blocks[last]) <= 2 * Context)
            {
                last++;
            }

            AddHunk(lines, diff, first, last);
            first = last + 1;
        }

        return lines;
    }

    private static void AddHunk(List<string> lines, LineDifference diff, int first, int last)
    {
        var blocks = diff.Blocks;
        var start = Math.Max(0, blocks[first].DeleteStartA - Context);
        var end = Math.Min(diff.Before.Count, EndOf(blocks[last]) + Context);
        var lead = blocks[first].DeleteStartA - start;
        var newCount = end - start;
        for (var i = first; i <= last; i++)
        {
            newCount += blocks[i].InsertCountB - blocks[i].DeleteCountA;
        }

        lines.Add($"@@ -{Range(start, end - start)} +{Range(blocks[first].InsertStartB - lead, newCount)} @@");
        var next = start;
        for (var i = first; i <= last; i++)
        {
            Add(lines, ' ', diff.Before, next, blocks[i].DeleteStartA);
            Add(lines, '-', diff.Before, blocks[i].DeleteStartA, EndOf(blocks[i]));
            Add(lines, '+', diff.After, blocks[i].InsertStartB, blocks[i].InsertStartB + blocks[i].InsertCountB);
            next = EndOf(blocks[i]);
        }

        Add(lines, ' ', diff.Before, next, end);
    }

    private static void Add(List<string> lines, char sign, IReadOnlyList<string> pieces, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            lines.Add(sign + pieces[i].TrimEnd('\n'));
            if (!pieces[i].EndsWith('\n'))
            {
                lines.Add("\\ No newline at end of file");
            }
        }
    }

    private static int EndOf(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    // Lines count from 1; an empty range is named after the line before it (POSIX diff).
    private static string Range(int start, int count) => count == 0 ? $"{start},0" : $"{start + 1},{count}";
}
