namespace MicroService.ServiceDefaults.Configuration;

/// <summary>How many slips of the pen are between two texts.</summary>
internal static class EditDistance
{
    /// <summary>Letters added, left out, replaced or swapped with their neighbour (optimal string alignment), whatever their case.</summary>
    public static int Between(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var (before, last, row) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var column = 0; column <= other.Length; column++)
        {
            last[column] = column;
        }

        for (var line = 1; line <= one.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= other.Length; column++)
            {
                var differs = Same(one[line - 1], other[column - 1]) ? 0 : 1;
                row[column] = Math.Min(Math.Min(row[column - 1], last[column]) + 1, last[column - 1] + differs);
                if (line > 1 && column > 1 && Same(one[line - 1], other[column - 2]) && Same(one[line - 2], other[column - 1]))
                {
                    row[column] = Math.Min(row[column], before[column - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[other.Length];
    }

    /// <summary>The candidate nearest to the text, if it is near enough to be meant.</summary>
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        var nearest = candidates.MinBy(candidate => Between(text, candidate));
        return nearest is not null && Between(text, nearest) <= Math.Max(1, Math.Min(4, text.Length / 4)) ? nearest : null;
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
