using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed class CounterSeriesTests
{
    private readonly CounterSeries _series = new();
    private readonly List<double> _rates = [];

    [Theory]
    [InlineData(15)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(300)]
    [InlineData(600)]
    public void SteadyUse_HasItsRateAtAnyInterval(int interval)
    {
        Add(interval, Enumerable.Range(0, 50).Select(i => new Sample(i * interval, 0.4 * i * interval)));

        Assert.NotEmpty(_rates);
        Assert.All(_rates, rate => Assert.Equal(0.4, rate, 9));
    }

    [Fact]
    public void ShortLife_HasTheRateThatItRanAt()
    {
        Add(60, [new(1000, 36), new(1060, 144)]);
        _series.Finish(Take);

        Assert.Equal(1.8, Assert.Single(_rates), 9);
    }

    [Fact]
    public void OneSample_HasNoRate()
    {
        Add(300, [new(1000, 36)]);
        _series.Finish(Take);

        Assert.Empty(_rates);
    }

    [Fact]
    public void Restart_MakesNoPeakAndNothingNegative()
    {
        Add(60, Enumerable.Range(0, 60).Select(i => new Sample(i * 60, i < 30 ? 1000 + (i * 15) : (i - 30) * 15)));

        Assert.All(_rates, rate => Assert.Equal(0.25, rate, 9));
    }

    [Fact]
    public void Gap_IsNotAveragedOver()
    {
        Add(60, Enumerable.Range(0, 20).Select(i => new Sample(i * 60, i * 12.0)));
        Add(60, Enumerable.Range(0, 20).Select(i => new Sample(500_000 + (i * 60), 1_000_000 + (i * 12.0))));

        Assert.All(_rates, rate => Assert.Equal(0.2, rate, 9));
    }

    [Fact]
    public void Windows_ThatOverlapAddNothingTwice()
    {
        var samples = Enumerable.Range(0, 40).Select(i => new Sample(i * 60, i * 6.0)).ToList();
        Add(60, samples.Take(21));
        Add(60, samples.Skip(20));
        var cut = _rates.Count;
        _rates.Clear();
        new CounterSeries().Add(samples, 60, Take);

        Assert.Equal(_rates.Count, cut);
    }

    [Fact]
    public void Jitter_ChangesNoRate()
    {
        Add(60, Enumerable.Range(0, 100).Select(i => (i * 60) + (7 * (i % 3))).Select(at => new Sample(at, at * 0.1)));

        Assert.All(_rates, rate => Assert.Equal(0.1, rate, 9));
    }

    private void Add(double interval, IEnumerable<Sample> samples) => _series.Add([.. samples], interval, Take);

    private void Take(double at, double rate) => _rates.Add(rate);
}
