using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Conventions;

public sealed partial class PortabilityTests
{
    // Recorded input and output may hold any path; what is written by hand may not.
    private static readonly IReadOnlyList<string> WrittenByHand =
    [
        .. SourceTree.FilesWith(".cs", ".csproj", ".props", ".targets", ".sh", ".md", ".yml", ".json", ".sln", ".config")
            .Append(".ci/run")
            .Where(path => !path.Contains("/Cases/", StringComparison.Ordinal) && !path.Contains("/Hostile/", StringComparison.Ordinal))
            .Where(path => !path.Contains("/Golden/", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal)),
    ];

    [Fact]
    public void File_NamesNoPathOfOneMachine() =>
        Convention.Holds("A file names no path that exists on one machine only.", Matches(MachinePath()).Concat(Mentions(RepositoryRoot.Path)));

    [Fact]
    public void File_NamesNoPackageFeed() =>
        Convention.Holds("Where packages come from is the reader's configuration, not ours.", Matches(PackageFeed()));

    [Fact]
    public void Repository_HasNoNuGetConfiguration() =>
        Assert.DoesNotContain(SourceTree.Files, path => string.Equals(Path.GetFileName(path), "nuget.config", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Matches(Regex pattern) =>
        from path in WrittenByHand
        where Path.GetFileNameWithoutExtension(path) != nameof(PortabilityTests)
        from line in SourceTree.Lines(path).Index()
        where pattern.IsMatch(line.Item)
        select $"{path}:{line.Index + 1}: {line.Item.Trim()}";

    private static IEnumerable<string> Mentions(string text) =>
        text.Count(letter => letter is '/' or '\\') < 2 ? [] : Matches(new Regex(Regex.Escape(text)));

    // The home of a container image's user is no machine's, and neither are the data folders that images have in root's.
    [GeneratedRegex(@"(?<![\w.])/(root/(?!\.(ollama|dbgate)\b)|Users/)|/home/(?!app\b|nonroot\b)|\b[A-Z]:\\(Users|src|work)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"nuget\.org|/v3/index\.json|pkgs\.dev\.azure\.com|nuget\.pkg\.github\.com|registry\.npmjs\.org|pypi\.org", RegexOptions.IgnoreCase)]
    private static partial Regex PackageFeed();
}
