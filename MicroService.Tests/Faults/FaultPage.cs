using MicroService.Tests.Corpora;

namespace MicroService.Tests.Faults;

/// <summary>The page for operators, with blocks that are made by tests between <c>&lt;!-- name: ... --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
internal static class FaultPage
{
    /// <summary>The page, from the repository's root.</summary>
    public const string Path = "docs/resilience.md";

    /// <summary>The contract's block, and that of what was seen.</summary>
    public const string Contract = "contract", Observed = "observed";

    /// <summary>The whole page with one block replaced.</summary>
    public static string With(string block, string content)
    {
        var page = File.ReadAllText(RepositoryRoot.Combine(Path));
        var start = page.IndexOf($"<!-- {block}:", StringComparison.Ordinal);
        var end = page.IndexOf($"<!-- /{block} -->", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"{Path} has no block {block}.");
        return $"{page[..(page.IndexOf('\n', start) + 1)]}\n{content}\n{page[end..]}";
    }
}
