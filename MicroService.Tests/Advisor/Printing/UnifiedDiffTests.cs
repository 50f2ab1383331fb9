using MicroService.Advisor.Printing;

namespace MicroService.Tests.Advisor.Printing;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void SameText_HasNoLines() => Assert.Empty(UnifiedDiff.Between("a", "x\n", "x\n"));

    [Fact]
    public void ChangedLine_HasItsNeighbours() =>
        Assert.Equal(["--- a/f", "+++ b/f", "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"], UnifiedDiff.Between("f", Lines(9), Lines(9).Replace("5", "five", StringComparison.Ordinal)));

    [Fact]
    public void NewFile_ComesFromNothing() => Assert.Equal(["--- /dev/null", "+++ b/f", "@@ -0,0 +1,1 @@", "+1"], UnifiedDiff.Between("f", null, Lines(1)));

    [Fact]
    public void LostFile_GoesToNothing() => Assert.Equal(["--- a/f", "+++ /dev/null", "@@ -1,1 +0,0 @@", "-1"], UnifiedDiff.Between("f", Lines(1), null));

    [Fact]
    public void MissingLineEnd_IsSaid() => Assert.Equal(["--- a/f", "+++ b/f", "@@ -1,1 +1,1 @@", "-1", "\\ No newline at end of file", "+1"], UnifiedDiff.Between("f", "1", "1\n"));

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(number => $"{number}\n"));
}
