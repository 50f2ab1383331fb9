namespace MicroService.Tests.Containers;

public sealed class ProbeStateTests
{
    // + and - are good and bad answers.
    [Theory]
    [InlineData("", false)]
    [InlineData("+", false)]
    [InlineData("++", true)]
    [InlineData("+-+", false)]
    [InlineData("++--", true)]
    [InlineData("++---", false)]
    [InlineData("++--+--", true)]
    [InlineData("---++", true)]
    public void Answers_CountOnlyInARow(string answers, bool isPassing) =>
        Assert.Equal(isPassing, After(answers).IsPassing);

    [Theory]
    [InlineData("--+--", false)]
    [InlineData("---++", true)]
    public void Failure_IsRemembered(string answers, bool hasFailed) =>
        Assert.Equal(hasFailed, After(answers).HasFailed);

    private static ProbeState After(string answers)
    {
        var state = new ProbeState(new PodProbe("http", "/") { FailureThreshold = 3, SuccessThreshold = 2 }, isPassing: false);
        foreach (var answer in answers)
        {
            state.Observe(answer == '+', asked: 0);
        }

        return state;
    }
}
