using System.Text.RegularExpressions;

namespace MicroService.Tests.Observability;

/// <summary>Finds the metrics that PromQL selects.</summary>
internal static partial class MetricNames
{
    private static readonly HashSet<string> Keywords =
        new(["and", "or", "unless", "atan2", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"], StringComparer.OrdinalIgnoreCase);

    /// <summary>What is left when strings, matchers, ranges and lists of labels are gone, and neither calls nor is a word of the language.</summary>
    public static IReadOnlySet<string> In(string expression)
    {
        var bare = LabelList().Replace(Bracketed().Replace(Quoted().Replace(expression, ""), ""), "");
        return Name().Matches(bare).Select(name => name.Value).Where(name => !Keywords.Contains(name)).ToHashSet(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|'(?:[^'\\]|\\.)*'|`[^`]*`|#.*")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", RegexOptions.IgnoreCase)]
    private static partial Regex LabelList();

    [GeneratedRegex(@"(?<![\w:.$])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()")]
    private static partial Regex Name();
}
