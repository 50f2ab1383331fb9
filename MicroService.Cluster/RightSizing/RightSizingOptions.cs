namespace MicroService.Cluster.RightSizing;

/// <summary>How sizes are decided.</summary>
public sealed record RightSizingOptions
{
    /// <value>Days of history to look at, 1 to 90; 14.</value>
    public int Days { get; init; } = 14;

    /// <value>The share of the time that the CPU request covers; 0.95.</value>
    public double CpuPercentile { get; init; } = 0.95;

    /// <value>What the CPU request has above that, as a share; 0.1. Not where an autoscaler's target leaves room.</value>
    public double CpuMargin { get; init; } = 0.1;

    /// <value>What the memory request has above the highest use, as a share; 0.15.</value>
    public double MemoryMargin { get; init; } = 0.15;

    /// <value>What the memory request has above the limit at which containers were killed, as a share; 0.2.</value>
    public double OomMargin { get; init; } = 0.2;

    /// <value>The least CPU request of a pod, divided by its containers, in cores; 0.01.</value>
    public double CpuFloor { get; init; } = 0.01;

    /// <value>The least memory request of a pod, divided by its containers, in bytes; 32 MiB.</value>
    public double MemoryFloor { get; init; } = 32 * Mebi;

    /// <value>The smallest change that is suggested, as a share of the present size; 0.1. A request that is too small is always raised.</value>
    public double Threshold { get; init; } = 0.1;

    /// <value>The smallest change of CPU that is suggested, in cores; 0.005.</value>
    public double CpuThreshold { get; init; } = 0.005;

    /// <value>The smallest change of memory that is suggested, in bytes; 48 MiB.</value>
    public double MemoryThreshold { get; init; } = 48 * Mebi;

    /// <value>How long a workload must have been seen; 24 h.</value>
    public TimeSpan LeastAge { get; init; } = TimeSpan.FromHours(24);

    /// <value>How many pods of a Job, CronJob or init container must have been seen; 3.</value>
    public int LeastRuns { get; init; } = 3;

    /// <value>The share of throttled periods from which usage says nothing of the need; 0.25.</value>
    public double ThrottledShare { get; init; } = 0.25;

    /// <summary>More matchers of every series, such as <c>cluster="prod"</c>; empty for none.</summary>
    public string Matchers { get; init; } = "";

    /// <summary>The names of metrics and labels.</summary>
    public MetricNames Names { get; init; } = new();

    internal const double Mebi = 1 << 20;
}
