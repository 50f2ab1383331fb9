using MicroService.Cluster.RightSizing;

namespace MicroService.Tests.Cluster.RightSizing;

/// <summary>What autoscalers say when, and what is seen twice, asked of a real Prometheus.</summary>
public sealed class RememberedHistoryTests
{
    private const double Mebi = RememberedHistory.Mebi;

    private static readonly TimeSpan Begin = TimeSpan.Zero;
    private static readonly TimeSpan End = TimeSpan.FromDays(RememberedHistory.Days);
    private static readonly TimeSpan DayFive = TimeSpan.FromDays(5);

    [Fact]
    public async Task Autoscalers_AreThoseOfNowSinceTheyAreThere()
    {
        var answers = await new RememberedHistory()
            .Add("steady", 2, _ => 0.3, _ => 100).Scale("steady", 60, Begin, End)
            .Add("gone", 2, _ => 0.3, _ => 100).Scale("gone", 60, Begin, DayFive)
            .Add("late", 2, age => age < DayFive ? 0.6 : 0.3, _ => 100).Scale("late", 75, DayFive, End)
            .SizeAsync();

        Assert.Equal((0.6, 500, Confidence.High), FigureOf(answers["steady"]));
        Assert.Equal((null, 330, Confidence.High), FigureOf(answers["gone"]));
        Assert.Equal((0.75, 400, Confidence.Low), FigureOf(answers["late"]));
    }

    [Fact]
    public async Task StateThatEnded_StillHasItsAutoscalers()
    {
        var answers = await new RememberedHistory { StateUntil = End - TimeSpan.FromHours(6) }
            .Add("steady", 2, _ => 0.3, _ => 100).Scale("steady", 60, Begin, End)
            .Add("gone", 2, _ => 0.3, _ => 100).Scale("gone", 60, Begin, DayFive)
            .SizeAsync();

        Assert.Equal((0.6, 500, Confidence.Medium), FigureOf(answers["steady"]));
        Assert.Contains(answers["steady"].Notes, note => note.Contains("said nothing after 2026-05-31", StringComparison.Ordinal));
        Assert.Null(answers["gone"].Evidence.AutoscalerTarget);
    }

    [Fact]
    public async Task StateThatBeganLate_SaysNothingOfTheAgeOfAutoscalers()
    {
        var answers = await new RememberedHistory { StateFrom = DayFive }
            .Add("steady", 2, _ => 0.3, _ => 100).Scale("steady", 60, Begin, End)
            .SizeAsync();

        Assert.Equal((0.6, 500, Confidence.High), FigureOf(answers["steady"]));
    }

    [Fact]
    public async Task PairOfPrometheis_IsCountedOnce()
    {
        TimeSpan[] restarts = [.. Enumerable.Range(1, 12).Select(static time => TimeSpan.FromHours(time * 13))];
        var history = new RememberedHistory { Replicas = 2 }
            .Add("web", 3, _ => 0.2, _ => 210)
            .Add("leaking", 1, _ => 0.1, age => 100 + (age.TotalDays * 40))
            .Add("restarted", 1, _ => 0.1, age => 100 + (age.TotalHours % 13 * 20), restarts)
            .Add("orders", 1, _ => 0.1, _ => 600);
        foreach (var (generation, mebi) in new[] { ("gen0", 10), ("gen2", 150), ("loh", 40) })
        {
            history.Gauge("dotnet_gc_last_collection_heap_size_bytes", $"pod=\"orders-5d9c7-0\",container=\"orders\",gc_heap_generation=\"{generation}\"", mebi * Mebi, Begin, End);
        }

        var answers = await history.SizeAsync();

        Assert.Equal(3, answers["web"].Evidence.ReplicasMax);
        Assert.InRange(answers["leaking"].Evidence.LeakPerDay!.Value / Mebi, 36, 44);
        Assert.InRange(answers["restarted"].Evidence.LeakPerDay!.Value / Mebi, 430, 530);
        Assert.Equal(200, answers["orders"].Evidence.HeapLive!.Value / Mebi);
    }

    private static (double? Target, int Milli, Confidence Confidence) FigureOf(ContainerAnswer answer) =>
        (answer.Evidence.AutoscalerTarget, (int)(answer.Right.CpuRequest!.Value.Value * 1000), answer.Confidence);
}
