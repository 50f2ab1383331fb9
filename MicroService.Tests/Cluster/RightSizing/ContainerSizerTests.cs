using MicroService.Advisor.Objects;
using MicroService.Cluster.RightSizing;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed class ContainerSizerTests
{
    private const double Mebi = 1 << 20;
    private const int Day = 86400;

    private static readonly Dictionary<string, double> NoTargets = [];

    private readonly ContainerUsage _usage = new() { Interval = 300 };

    [Fact]
    public void SteadyUse_GetsAMarginAboveIt()
    {
        Use(14 * Day, _ => 0.145, _ => 400);

        var answer = Size(Present("4", "8Gi", memoryLimit: "8Gi"));

        Assert.Equal(("160m", "464Mi", "464Mi", Confidence.High), (Cpu(answer), Memory(answer), Limit(answer), answer.Confidence));
    }

    [Fact]
    public void SizesThatFit_Stay()
    {
        Use(14 * Day, _ => 0.215, _ => 184);

        var answer = Size(Present("250m", "256Mi", memoryLimit: "256Mi"));

        Assert.Empty(answer.Changes);
        Assert.Equal("250m", Cpu(answer));
    }

    [Fact]
    public void RequestBelowThePeak_IsRaisedHoweverLittleItLacks()
    {
        Use(14 * Day, _ => 0.2, _ => 260);

        Assert.Equal("304Mi", Memory(Size(Present("250m", "256Mi"))));
    }

    [Fact]
    public void Autoscaler_KeepsItsNumberOfPods()
    {
        Use(14 * Day, _ => 0.28, _ => 150);

        Assert.Equal("400m", Cpu(Size(Present("900m", "192Mi"), new() { ["cpu"] = 0.7 })));
    }

    [Fact]
    public void Throttled_GetsNoFigureForCpu()
    {
        _usage.AddPeriods("web-1", 14 * Day, 1000, 620);
        Use(14 * Day, _ => 0.497, _ => 150);

        var answer = Size(Present("250m", "192Mi", cpuLimit: "500m"));

        Assert.Null(answer.Right.CpuRequest);
        Assert.Contains("raise or remove the limit of 500m first", answer.NoCpu, StringComparison.Ordinal);
        Assert.Equal("192Mi", Memory(answer));
    }

    [Fact]
    public void ThrottlingNowAndThen_LowersTheConfidence()
    {
        _usage.AddPeriods("web-1", 14 * Day, 1000, 120);
        Use(14 * Day, _ => 0.4, _ => 150);

        var answer = Size(Present("250m", "192Mi", cpuLimit: "1"));

        Assert.Equal(("440m", Confidence.Medium), (Cpu(answer), answer.Confidence));
        Assert.Contains("held it in 12", Assert.Single(answer.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void UseBeforeTheAutoscaler_DoesNotCount()
    {
        Use(14 * Day, at => at < 9 * Day ? 0.6 : 0.3, _ => 150);

        var answer = Size(Present("900m", "192Mi"), new() { ["cpu"] = 0.75 }, 9 * Day);

        Assert.Equal(("400m", Confidence.Medium), (Cpu(answer), answer.Confidence));
        Assert.Contains(answer.Notes, note => note.Contains("is there for 5 days", StringComparison.Ordinal));
    }

    [Fact]
    public void AutoscalerOfHours_IsNotTrusted()
    {
        Use(14 * Day, _ => 0.3, _ => 150);

        var answer = Size(Present("900m", "192Mi"), new() { ["cpu"] = 0.75 }, (14 * Day) - (5 * 3600));

        Assert.Equal(("400m", Confidence.Low), (Cpu(answer), answer.Confidence));
    }

    [Theory]
    [InlineData("168Mi", "168Mi")]
    [InlineData("184Mi", "140Mi")]
    [InlineData("152Mi", "152Mi")]
    public void RequestFarAboveTheUse_IsLowered(string present, string right)
    {
        Use(14 * Day, _ => 0.2, _ => 120);

        Assert.Equal(right, Memory(Size(Present("220m", present))));
    }

    [Fact]
    public void ThrottlingUnderAnEarlierLimit_HidesNothingAnyMore()
    {
        _usage.AddPeriods("web-0", 2 * Day, 1000, 620);
        _usage.AddPeriods("web-1", 14 * Day, 1000, 10);
        _usage.CpuLimits["web-0"] = 0.2;
        _usage.CpuLimits["web-1"] = 1;
        Use(14 * Day, _ => 0.2, _ => 150);

        var answer = Size(Present("250m", "192Mi", cpuLimit: "1"));

        Assert.Null(answer.NoCpu);
        Assert.Equal(Confidence.Medium, answer.Confidence);
    }

    [Fact]
    public void ThrottlingUnderALimitThatIsGone_CountsForDaysOnly()
    {
        _usage.AddPeriods("web-0", 2 * Day, 1000, 620);
        Use(14 * Day, _ => 0.2, _ => 150);

        Assert.Null(Size(Present("250m", "192Mi")).NoCpu);
    }

    [Fact]
    public void WeeklyPeak_IsNoted()
    {
        Use(14 * Day, at => at % (7 * Day) < 8 * 3600 ? 1 : 0.1, _ => 150);

        var answer = Size(Present("250m", "192Mi"));

        Assert.Equal(Confidence.Medium, answer.Confidence);
        Assert.Contains(answer.Notes, note => note.Contains("CPU use reached", StringComparison.Ordinal));
    }

    [Fact]
    public void FewSamples_LowerTheConfidence()
    {
        for (var at = 0; at <= 14 * Day; at += 3600)
        {
            _usage.AddCpu("web-1", at, 0.2);
            _usage.AddMemory("web-1", at, 150 * Mebi);
        }

        Assert.Equal(Confidence.Low, Size(Present("250m", "192Mi")).Confidence);
    }

    [Fact]
    public void PeakWithinTheMarginOfTheLimit_RaisesIt()
    {
        Use(14 * Day, _ => 0.2, _ => 245);

        Assert.Equal("288Mi", Limit(Size(Present("250m", "256Mi", memoryLimit: "256Mi"))));
    }

    [Fact]
    public void HeapWithoutMemoryLimit_IsNoted()
    {
        Use(14 * Day, _ => 0.2, _ => 400);
        _usage.Heap = new HeapUsage(HeapRuntime.Jvm, 200 * Mebi, 300 * Mebi);

        var answer = Size(Present("250m", "192Mi"));

        Assert.Equal(Confidence.Low, answer.Confidence);
        Assert.Contains(answer.Notes, note => note.Contains("no memory limit", StringComparison.Ordinal));
    }

    [Fact]
    public void UseThatStaysAtTheLimit_IsHeldEvenWithoutMetricsOfIt()
    {
        Use(14 * Day, _ => 0.499, _ => 150);

        Assert.NotNull(Size(Present("250m", "192Mi", cpuLimit: "500m")).NoCpu);
    }

    [Fact]
    public void HoursOld_GetsNoFigure()
    {
        Use(2 * 3600, _ => 0.5, _ => 300);

        var answer = Size(Present("250m", "256Mi"));

        Assert.Equal(Confidence.None, answer.Confidence);
        Assert.Contains("2 hours", answer.NoCpu, StringComparison.Ordinal);
    }

    [Fact]
    public void KilledAtItsLimit_GetsMoreThanTheLimit()
    {
        _usage.OomKills = 9;
        _usage.Restarts = 9;
        _usage.OomLimit = 512 * Mebi;
        Use(14 * Day, _ => 0.08, at => 120 + (at % (3 * Day) * 392.0 / (3 * Day)));

        var answer = Size(Present("100m", "256Mi", memoryLimit: "512Mi"));

        Assert.Equal(("624Mi", "624Mi", Confidence.Low), (Memory(answer), Limit(answer), answer.Confidence));
        Assert.Contains(answer.Notes, note => note.Contains("it leaks", StringComparison.Ordinal));
    }

    [Fact]
    public void DotnetHeap_ChangesNeitherLimitNorRequestAlone()
    {
        Use(14 * Day, _ => 0.3, at => Math.Min(300 + (at / 60), 900));
        _usage.Heap = new HeapUsage(HeapRuntime.Dotnet, 250 * Mebi, null);

        var answer = Size(Present("300m", "512Mi", memoryLimit: "1Gi"));

        Assert.Equal(("512Mi", "1Gi"), (Memory(answer), Limit(answer)));
        Assert.Contains(answer.Notes, note => note.Contains("DOTNET_GCHeapHardLimit", StringComparison.Ordinal) && note.Contains("together", StringComparison.Ordinal));
    }

    [Fact]
    public void JvmHeap_KeepsTheLimit()
    {
        Use(14 * Day, _ => 0.6, _ => 1395);
        _usage.Heap = new HeapUsage(HeapRuntime.Jvm, 700 * Mebi, 1024 * Mebi);

        var answer = Size(Present("700m", "2Gi", memoryLimit: "2Gi"));

        Assert.Equal(("1632Mi", "2Gi", Confidence.Medium), (Memory(answer), Limit(answer), answer.Confidence));
    }

    [Fact]
    public void PeakOfOneMinute_IsCovered()
    {
        Use(14 * Day, _ => 0.1, at => at == 8 * Day ? 900 : 200);

        var answer = Size(Present("200m", "256Mi", memoryLimit: "1Gi"));

        Assert.Equal(("1056Mi", Confidence.Medium), (Memory(answer), answer.Confidence));
    }

    [Fact]
    public void DayOfTheSale_IsSizedByItsPods()
    {
        Use(14 * Day, _ => 0.2, _ => 220, "old");
        Use(8 * 3600, _ => 0.4, _ => 260, "sale");

        Assert.Equal("440m", Cpu(Size(Present("250m", "256Mi"))));
    }

    [Fact]
    public void Floor_IsOfThePod()
    {
        Use(14 * Day, _ => 0.0001, _ => 2);

        var answer = Size(Present("100m", "128Mi") with { Neighbours = 2 });

        Assert.Equal(("5m", "16Mi"), (Cpu(answer), Memory(answer)));
    }

    [Fact]
    public void Request_StaysBelowTheCpuLimit()
    {
        Use(14 * Day, at => at / 300 % 10 == 0 ? 1.75 : 0.4, _ => 200);

        Assert.Equal("1800m", Cpu(Size(Present("100m", "256Mi", cpuLimit: "1800m"))));
    }

    [Fact]
    public void FewRunsOfAJob_GetNoFigure()
    {
        Use(600, _ => 1.8, _ => 600);

        Assert.NotNull(Size(Present("100m", "128Mi") with { IsShort = true }).NoMemory);
    }

    private static string? Cpu(ContainerAnswer answer) => answer.Right.CpuRequest?.ToCpuText();

    private static string? Memory(ContainerAnswer answer) => answer.Right.MemoryRequest?.ToMemoryText();

    private static string? Limit(ContainerAnswer answer) => answer.Right.MemoryLimit?.ToMemoryText();

    private static PresentContainer Present(string cpu, string memory, string? cpuLimit = null, string? memoryLimit = null) => new()
    {
        Workload = new WorkloadKey("shop", "Deployment", "web"),
        Name = "web",
        Sizes = new ContainerSizes(Amount(cpu), Amount(cpuLimit), Amount(memory), Amount(memoryLimit)),
    };

    private static Quantity? Amount(string? text) => text is not null && Quantity.TryParse(text, out var amount) ? amount : null;

    private void Use(int length, Func<int, double> cores, Func<int, double> mebi, string pod = "web-1")
    {
        for (var at = 0; at <= length; at += 300)
        {
            _usage.AddCpu(pod, at, cores(at));
            _usage.AddMemory(pod, at, mebi(at) * Mebi);
        }
    }

    private ContainerAnswer Size(PresentContainer present, Dictionary<string, double>? targets = null, double? scaledSince = null) =>
        new ContainerSizer(_usage, present, targets ?? NoTargets, new RightSizingOptions(), DateTimeOffset.FromUnixTimeSeconds((long)_usage.LastAt)) { ScaledSince = scaledSince }.Answer();
}
