using DiffPlex;
using DiffPlex.Chunkers;
using DiffPlex.Model;

namespace MicroService.Advisor.Printing;

/// <summary>
/// The lines in which two texts differ. DiffPlex finds them in time that grows with the lines times the changes. Long texts are first cut
/// where both have the same lines that neither has anywhere else, which keeps the time linear.
/// </summary>
/// <param name="Before">The lines of the one, with their line ends.</param>
/// <param name="After">The lines of the other.</param>
/// <param name="Blocks">Where they differ.</param>
internal sealed record LineDifference(IReadOnlyList<string> Before, IReadOnlyList<string> After, IReadOnlyList<DiffBlock> Blocks)
{
    // Lines of both texts that DiffPlex compares in a moment.
    private const int Short = 4000;

    // Single lines repeat from object to object; kind, name and namespace together seldom do.
    private const int AnchorLines = 4;

    private static readonly LineEndingsPreservingChunker Lines = new();

    public static LineDifference Between(string before, string after)
    {
        var (left, right) = (Lines.Chunk(before), Lines.Chunk(after));
        if (left.Count + right.Count <= Short)
        {
            return new LineDifference(left, right, Compare(before, after));
        }

        var blocks = new List<DiffBlock>();
        var (fromLeft, fromRight) = (0, 0);
        foreach (var (toLeft, toRight) in Anchors(left, right).Append((left.Count, right.Count)))
        {
            AddBlocks(left, fromLeft, toLeft, right, fromRight, toRight, blocks);
            (fromLeft, fromRight) = (toLeft, toRight);
        }

        return new LineDifference(left, right, blocks);
    }

    private static List<DiffBlock> Compare(string before, string after) =>
        [.. Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, Lines).DiffBlocks];

    private static void AddBlocks(
        IReadOnlyList<string> left, int fromLeft, int toLeft, IReadOnlyList<string> right, int fromRight, int toRight, List<DiffBlock> blocks)
    {
        while (fromLeft < toLeft && fromRight < toRight && left[fromLeft] == right[fromRight])
        {
            fromLeft++;
            fromRight++;
        }

        while (toLeft > fromLeft && toRight > fromRight && left[toLeft - 1] == right[toRight - 1])
        {
            toLeft--;
            toRight--;
        }

        if (fromLeft == toLeft || fromRight == toRight)
        {
            if (toLeft - fromLeft + toRight - fromRight > 0)
            {
                blocks.Add(new DiffBlock(fromLeft, toLeft - fromLeft, fromRight, toRight - fromRight));
            }

            return;
        }

        foreach (var block in Compare(TextOf(left, fromLeft, toLeft), TextOf(right, fromRight, toRight)))
        {
            blocks.Add(new DiffBlock(fromLeft + block.DeleteStartA, block.DeleteCountA, fromRight + block.InsertStartB, block.InsertCountB));
        }
    }

    private static string TextOf(IReadOnlyList<string> lines, int from, int to) => string.Concat(lines.Skip(from).Take(to - from));

    // The longest rising run of places with the same lines, which both texts have once (patience diff).
    private static List<(int Left, int Right)> Anchors(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var (ofLeft, ofRight) = (Places(left), Places(right));
        var piles = new List<(int Left, int Right)>();
        var tops = new List<int>();
        var below = new List<int>();
        foreach (var (place, at) in ofLeft.Where(place => place.Value >= 0).OrderBy(place => place.Value))
        {
            if (ofRight.GetValueOrDefault(place, -1) is not (>= 0 and var other))
            {
                continue;
            }

            var pile = tops.BinarySearch(other, Comparer<int>.Create((top, wanted) => piles[top].Right.CompareTo(wanted)));
            pile = pile < 0 ? ~pile : pile;
            below.Add(pile == 0 ? -1 : tops[pile - 1]);
            piles.Add((at, other));
            if (pile == tops.Count)
            {
                tops.Add(piles.Count - 1);
            }
            else
            {
                tops[pile] = piles.Count - 1;
            }
        }

        var run = new List<(int Left, int Right)>();
        for (var at = tops.Count == 0 ? -1 : tops[^1]; at >= 0; at = below[at])
        {
            run.Add(piles[at]);
        }

        run.Reverse();
        return run;
    }

    // Where each run of lines begins; -1 for those that repeat.
    private static Dictionary<(string, string, string, string), int> Places(IReadOnlyList<string> lines)
    {
        var places = new Dictionary<(string, string, string, string), int>(lines.Count);
        for (var i = 0; i + AnchorLines <= lines.Count; i++)
        {
            var place = (lines[i], lines[i + 1], lines[i + 2], lines[i + 3]);
            places[place] = places.ContainsKey(place) ? -1 : i;
        }

        return places;
    }
}
