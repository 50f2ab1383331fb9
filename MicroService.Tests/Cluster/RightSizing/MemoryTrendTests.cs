using MicroService.Cluster.RightSizing;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed class MemoryTrendTests
{
    private const double Mebi = 1 << 20;
    private const int Day = 86400;

    [Fact]
    public void EvenGrowth_IsALeak()
    {
        var (bytes, growing, judged) = Trend(3 * Day, at => 120 + (at * 131.0 / Day)).Growth(wasKilled: false);

        Assert.Equal(judged, growing);
        Assert.InRange(bytes / Mebi, 125, 136);
    }

    [Fact]
    public void GrowthUntilKilled_IsALeakEvenInHours()
    {
        var trend = Trend(4 * Day, at => 100 + (at % (Day / 3) * 0.01));

        Assert.Equal(0, trend.Growth(wasKilled: false).Judged);
        Assert.True(trend.Growth(wasKilled: true).Growing > 0);
    }

    [Theory]
    [InlineData("steady")]
    [InlineData("wave")]
    [InlineData("filling")]
    [InlineData("step")]
    public void OtherShapes_AreNone(string shape)
    {
        var trend = Trend(7 * Day, at => shape switch
        {
            "wave" => 300 + (200 * Math.Sin(at * 2 * Math.PI / Day)),
            "filling" => 300 + (500 * (1 - Math.Exp(-at / (8 * 3600.0)))),
            "step" => at < 3 * Day ? 300 : 700,
            _ => 300 + (at / 300 % 5),
        });

        Assert.Equal(0, trend.Growth(wasKilled: true).Growing);
    }

    private static MemoryTrend Trend(int length, Func<int, double> mebi)
    {
        var trend = new MemoryTrend();
        for (var at = 0; at < length; at += 300)
        {
            trend.Add(at, mebi(at) * Mebi);
        }

        return trend;
    }
}
