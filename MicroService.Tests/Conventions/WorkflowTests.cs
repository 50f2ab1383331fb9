using System.Text.RegularExpressions;

namespace MicroService.Tests.Conventions;

public sealed partial class WorkflowTests
{
    private static IEnumerable<string> Workflows => SourceTree.Files.Where(path => path.StartsWith(".github/workflows/", StringComparison.Ordinal));

    [Fact]
    public void Action_IsPinnedToACommitAndSaysItsVersion() =>
        Convention.Holds(
            "A tag can be moved, a commit cannot: uses: owner/action@<40 hex digits> # v1.2.3.",
            from path in Workflows
            from line in SourceTree.Lines(path).Index()
            where Uses().IsMatch(line.Item) && !Pinned().IsMatch(line.Item)
            select $"{path}:{line.Index + 1}: {line.Item.Trim()}");

    [Fact]
    public void Workflow_MayOnlyReadUnlessAJobSaysMore() =>
        Convention.Holds(
            "A workflow states its permissions, and they are to read the contents; a job asks for what it needs further.",
            Workflows.Where(path => !ReadOnly().IsMatch(string.Join('\n', SourceTree.Lines(path)))));

    [Fact]
    public void Job_EndsByItself() =>
        Convention.Holds(
            "A job has a timeout.",
            from path in Workflows
            let lines = SourceTree.Lines(path)
            where lines.Count(line => line.StartsWith("    runs-on:", StringComparison.Ordinal)) != lines.Count(line => line.StartsWith("    timeout-minutes:", StringComparison.Ordinal))
            select path);

    [Fact]
    public void Checkout_LeavesNoCredentialsBehind() =>
        Convention.Holds(
            "A checkout keeps no token for the steps behind it.",
            from path in Workflows
            let lines = SourceTree.Lines(path)
            from line in lines.Index()
            where line.Item.Contains("uses: actions/checkout@", StringComparison.Ordinal)
                && !lines.Skip(line.Index + 1).Take(2).Any(next => next.Contains("persist-credentials: false", StringComparison.Ordinal))
            select $"{path}:{line.Index + 1}");

    [Fact]
    public void Release_OfOneVersionDoesNotWaitForAnothers() =>
        Assert.Contains("  group: release-${{ github.ref }}", Release, StringComparison.Ordinal);

    [Fact]
    public void Release_NeedsTheTestsAndACommitOnMain()
    {
        Assert.Contains("    uses: ./.github/workflows/ci.yml", Release, StringComparison.Ordinal);
        Assert.Contains("git merge-base --is-ancestor \"$GITHUB_SHA\" origin/main", Release, StringComparison.Ordinal);
        Assert.Contains("    needs: [tests, origin]", Release, StringComparison.Ordinal);
        Assert.Contains("    environment: release", Release, StringComparison.Ordinal);
    }

    [Fact]
    public void Release_NamesAnImageWhenItIsScannedAndSigned()
    {
        var steps = new[] { "name: Scan the image", "name: Scan the program", "skopeo copy --all oci:artifacts/joined \"docker://$name@$digest\"", "cosign sign", "a version is released once", "\"docker://$NAME:$version\"\n\n" };

        Assert.Equal(Enumerable.Repeat(1, steps.Length), steps.Select(step => Release.Split(step).Length - 1));
        Assert.Equal(steps, steps.OrderBy(step => Release.IndexOf(step, StringComparison.Ordinal)));
        Assert.DoesNotContain("ContainerRegistry", Release, StringComparison.Ordinal);
    }

    [Fact]
    public void Release_PublishesPackagesThatAreScannedAndAttested()
    {
        var steps = new[] { "name: The packed tool installs", "name: Scan the packages", "sha256sum -- * >SHA256SUMS", "name: Attest where the packages come from", "sbom-path: artifacts/packages/", "gh release create" };

        Assert.Equal(Enumerable.Repeat(1, steps.Length), steps.Select(step => Release.Split(step).Length - 1));
        Assert.Equal(steps, steps.OrderBy(step => Release.IndexOf(step, StringComparison.Ordinal)));
    }

    [Fact]
    public void ContainerTests_RunAsRootAndMayNotBeSkipped() =>
        Assert.Matches("sudo .*\\./test\\.sh --filter-namespace MicroService\\.Tests\\.Containers --fail-skips on\n", Text("ci"));

    private static string Release => Text("release");

    private static string Text(string workflow) => string.Join('\n', SourceTree.Lines($".github/workflows/{workflow}.yml"));

    // A workflow of this repository is of the same commit.
    [GeneratedRegex(@"^\s*(- )?uses: (?!\./)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"^\s*(- )?uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^permissions:\n  contents: read\n(?!  )", RegexOptions.Multiline)]
    private static partial Regex ReadOnly();
}
