using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Documentation;

/// <summary>The table of folders in docs/architecture.md, compared with the using directives.</summary>
public sealed partial class PublishingFoldersTests
{
    private const string Project = "MicroService.Publishing";

    private static readonly List<string> Table =
        [.. Row().Matches(File.ReadAllText(RepositoryRoot.Combine("docs", "architecture.md")).Split($"### The folders of `{Project}`")[1].Split("\n#")[0]).Select(match => match.Groups["folder"].Value)];

    [Fact]
    public void EveryFolder_IsInTheTable() =>
        Assert.Equal(Directory.GetDirectories(RepositoryRoot.Combine(Project)).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal), Table.Order(StringComparer.Ordinal));

    [Fact]
    public void Folder_UsesOnlyFoldersAboveIt()
    {
        var wrong = from folder in Table
                    from file in Directory.EnumerateFiles(RepositoryRoot.Combine(Project, folder), "*.cs", SearchOption.AllDirectories)
                    from match in Used().Matches(File.ReadAllText(file))
                    let used = match.Groups["folder"].Value
                    where used != folder && Table.IndexOf(used) >= Table.IndexOf(folder)
                    select $"{folder}/{Path.GetFileName(file)} uses {used}";

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^\| `(?<folder>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^using MicroService\.Publishing\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex Used();
}
