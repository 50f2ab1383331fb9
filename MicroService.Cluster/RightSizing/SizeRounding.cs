using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>Rounds amounts to what people write: steps of 1 to 10 %.</summary>
internal static class SizeRounding
{
    private const double Milli = 1000;

    private static readonly (double Below, double Step)[] CpuSteps = [(20, 1), (100, 5), (1000, 10), (4000, 50), (double.PositiveInfinity, 100)];
    private static readonly (double Below, double Step)[] MemorySteps = [(256, 4), (512, 8), (1024, 16), (2048, 32), (4096, 64), (8192, 128), (double.PositiveInfinity, 256)];

    /// <summary>The nearest amount of CPU: it can be lent, and a little less does no harm.</summary>
    public static Quantity Cpu(double cores)
    {
        var milli = Math.Max(1, cores * Milli);
        var step = CpuSteps.First(step => milli < step.Below).Step;
        return new Quantity((decimal)Math.Max(1, Math.Round(milli / step) * step) / 1000);
    }

    /// <summary>The next larger amount of memory.</summary>
    public static Quantity Memory(double bytes)
    {
        var mebi = bytes / RightSizingOptions.Mebi;
        var step = MemorySteps.First(step => mebi < step.Below).Step;
        return new Quantity((decimal)(Math.Max(1, Math.Ceiling(mebi / step)) * step) * 1024 * 1024);
    }
}
