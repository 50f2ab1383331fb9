using System.Text.RegularExpressions;
using MicroService.Tests.Conventions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Documentation;

public sealed partial class LinkTests
{
    [Fact]
    public void RelativeLink_LeadsSomewhere() =>
        Convention.Holds(
            "A link between documents leads to a file.",
            from path in SourceTree.FilesWith(".md")
            from Match link in RelativeLink().Matches(File.ReadAllText(RepositoryRoot.Combine(path)))
            let target = Path.Combine(Path.GetDirectoryName(RepositoryRoot.Combine(path))!, link.Groups["path"].Value)
            where !File.Exists(target) && !Directory.Exists(target)
            select $"{path}: {link.Groups["path"].Value}");

    [GeneratedRegex(@"\]\((?!<|\w+:|#)(?<path>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}
