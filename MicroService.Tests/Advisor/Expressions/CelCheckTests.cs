using MicroService.Advisor.Expressions;

namespace MicroService.Tests.Advisor.Expressions;

public sealed class CelCheckTests
{
    private static readonly Dictionary<string, CelType> Names = new(StringComparer.Ordinal) { ["object"] = CelType.Any };

    // A stack that overflows ends the process.
    [Theory]
    [InlineData("object", " + object")]
    [InlineData("object", " == object")]
    [InlineData("object", ".a")]
    [InlineData("object", ".trim()")]
    [InlineData("object", "[0]")]
    [InlineData("", "!")]
    [InlineData("", "(")]
    [InlineData("", "[")]
    [InlineData("", "object.all(x, ")]
    [InlineData("", "true ? true : ")]
    public void ChainBeyondTheServersLimit_IsRefused(string start, string link)
    {
        var chain = start + string.Concat(Enumerable.Repeat(link, 5_000));

        Assert.Equal("it is nested too deeply", CelCheck.FaultOf(chain, Names));
    }

    [Theory]
    [InlineData("||")]
    [InlineData("&&")]
    public void ConditionsSideBySide_AreNoNesting(string sign) =>
        Assert.Null(CelCheck.FaultOf(string.Join($" {sign} ", Enumerable.Repeat("true", 10_000)), Names, CelKind.Boolean));

    [Theory]
    [InlineData(200, "(", "true", ")")]
    [InlineData(200, "object.all(x, ", "true", ")")]
    [InlineData(200, "", "object", ".a")]
    public void NestingThatTheServerTakes_IsTaken(int times, string before, string middle, string after) =>
        Assert.Null(CelCheck.FaultOf(string.Concat(Enumerable.Repeat(before, times)) + middle + string.Concat(Enumerable.Repeat(after, times)), Names));

    [Fact]
    public void ExpressionBeyondTheServersLength_IsRefused()
    {
        Assert.Null(CelCheck.FaultOf($"'{new string('a', 99_998)}'", Names));
        Assert.Equal("it has more than 100,000 characters", CelCheck.FaultOf($"'{new string('a', 99_999)}'", Names));
    }
}
