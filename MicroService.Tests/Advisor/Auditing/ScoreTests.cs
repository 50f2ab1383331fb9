using MicroService.Advisor.Auditing;

namespace MicroService.Tests.Advisor.Auditing;

public sealed class ScoreTests
{
    [Theory]
    [InlineData(0, 0, 100, 'A')]
    [InlineData(999, 1000, 99, 'A')]
    [InlineData(90, 100, 90, 'A')]
    [InlineData(89, 100, 89, 'B')]
    [InlineData(79, 100, 79, 'C')]
    [InlineData(69, 100, 69, 'D')]
    [InlineData(59, 100, 59, 'E')]
    [InlineData(49, 100, 49, 'F')]
    public void Value_IsRoundedDownAndGraded(int passed, int applicable, int value, char grade) =>
        Assert.Equal((value, grade), (new Score(passed, applicable).Value, new Score(passed, applicable).Grade));
}
