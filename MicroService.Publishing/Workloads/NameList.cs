namespace MicroService.Publishing.Workloads;

/// <summary>Lists names for people, who read a dozen of them and count the rest.</summary>
internal static class NameList
{
    private const int Most = 12;

    /// <summary>The names, separated by commas; of many the first dozen and how many more there are.</summary>
    public static string Of(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= Most + 1 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Most))} and {all.Count - Most} more";
    }
}
