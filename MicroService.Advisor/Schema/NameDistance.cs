namespace MicroService.Advisor.Schema;

/// <summary>Tells how far apart two names are, as typing mistakes go.</summary>
internal static class NameDistance
{
    /// <summary>The largest distance at which a name is worth a mention.</summary>
    public const int Near = 2;

    // No name in the API is as long; the distance of longer ones would only take time.
    private const int Longest = 64;

    /// <summary>
    /// Letters to insert, remove, replace or swap with their neighbor; 0 if only upper and lower case differ. More than
    /// <see cref="Near"/> means just that.
    /// </summary>
    public static int Between(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > Near || left.Length > Longest)
        {
            return Near + 1;
        }

        if (string.Equals(left, right, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        Span<int> before = stackalloc int[Longest + Near + 1];
        Span<int> above = stackalloc int[Longest + Near + 1];
        Span<int> row = stackalloc int[Longest + Near + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            var spare = before;
            before = above;
            above = row;
            row = spare;
        }

        return above[right.Length];
    }

    /// <summary>The candidates nearest to a name, none if none is near.</summary>
    public static (int Distance, List<string> Names) Nearest(string name, IEnumerable<string> candidates)
    {
        var (nearest, names) = (Near + 1, new List<string>());
        foreach (var candidate in candidates)
        {
            var distance = Between(name, candidate);
            // A name of a few letters is near to many that have nothing to do with it.
            if (distance > nearest || distance > Near || distance * 3 > name.Length)
            {
                continue;
            }

            if (distance < nearest)
            {
                names.Clear();
                nearest = distance;
            }

            names.Add(candidate);
        }

        return (nearest, names);
    }
}
