namespace MicroService.Publishing.Names;

/// <summary>Finds the key that an unrecognized key was probably meant to be.</summary>
internal static class NearestKey
{
    /// <summary>The known key with the smallest edit distance, ignoring case; null if none is close.</summary>
    public static string? Of(string key, IEnumerable<string> known)
    {
        var best = known.Select(candidate => (Candidate: candidate, Changes: Changes(key.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .OrderBy(pair => pair.Changes).ThenBy(pair => pair.Candidate, StringComparer.Ordinal).FirstOrDefault();
        return best.Candidate is not null && best.Changes <= Math.Max(2, key.Length / 3) ? best.Candidate : null;
    }

    // Levenshtein's distance, row by row.
    private static int Changes(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
