using MicroService.AppHost.Embedded.Supervision;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class RestartBackoffTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public void ShortRuns_DoubleTheDelayUpToTheLongest()
    {
        var delays = new List<double>();
        var backoff = new RestartBackoff();
        for (var run = 0; run < 8; run++)
        {
            backoff = backoff.After(Short);
            delays.Add(backoff.Delay.TotalSeconds);
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], delays);
    }

    [Fact]
    public void StableRun_StartsFromTheShortestDelayAgain() =>
        Assert.Equal(RestartBackoff.First, new RestartBackoff(7).After(RestartBackoff.Stable).Delay);
}
