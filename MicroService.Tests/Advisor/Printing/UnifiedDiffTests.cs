using System.Globalization;
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

    [Fact]
    public void LongText_ChangesOnlyWhereItDiffers()
    {
        var before = Enumerable.Range(0, 1000).Select(number => $"kind: Deployment\nmetadata:\n  name: d{number}\nspec:\n  replicas: 1\n---\n").ToArray();
        var after = before.Select((text, number) => number % 7 == 0 ? text.Replace("replicas: 1", "replicas: 2\n  paused: true", StringComparison.Ordinal) : text)
            .Append("kind: Service\n").ToArray();

        var lines = UnifiedDiff.Between("f", string.Concat(before), string.Concat(after));

        Assert.Equal(string.Concat(after), Patched(string.Concat(before), lines));
        Assert.Equal(143, lines.Skip(2).Count(line => line[0] == '-'));
        Assert.Equal(287, lines.Skip(2).Count(line => line[0] == '+'));
    }

    // What "patch" makes of a text.
    private static string Patched(string before, IReadOnlyList<string> diff)
    {
        var old = before.Split('\n')[..^1];
        var result = new List<string>();
        var next = 0;
        foreach (var line in diff.Skip(2))
        {
            if (line[0] == '@')
            {
                var start = int.Parse(line.Split('-', ',')[1], CultureInfo.InvariantCulture) - 1;
                result.AddRange(old[next..start]);
                next = start;
                continue;
            }

            if (line[0] != '+')
            {
                Assert.Equal(old[next++], line[1..]);
            }

            if (line[0] != '-')
            {
                result.Add(line[1..]);
            }
        }

        return string.Concat(result.Concat(old[next..]).Select(line => line + "\n"));
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(number => $"{number}\n"));
}
