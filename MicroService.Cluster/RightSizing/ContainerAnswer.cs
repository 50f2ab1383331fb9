using System.Text.Json.Serialization;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>How far an answer can be trusted.</summary>
public enum Confidence
{
    /// <summary>There is no figure.</summary>
    None,

    /// <summary>Look before you apply it: what was seen is short, or is held or driven by the present sizes.</summary>
    Low,

    /// <summary>Something in the history is unusual; the notes say what.</summary>
    Medium,

    /// <summary>Two weeks without anything unusual.</summary>
    High,
}

/// <summary>The sizes of a container; null where none is written, or none suggested.</summary>
/// <param name="CpuRequest">The CPU request.</param>
/// <param name="CpuLimit">The CPU limit.</param>
/// <param name="MemoryRequest">The memory request.</param>
/// <param name="MemoryLimit">The memory limit.</param>
public sealed record ContainerSizes(Quantity? CpuRequest, Quantity? CpuLimit, Quantity? MemoryRequest, Quantity? MemoryLimit)
{
    /// <summary>The sizes by their place below <c>resources</c>.</summary>
    [JsonIgnore]
    public IEnumerable<(string List, string Resource, Quantity? Amount)> All =>
    [
        ("requests", "cpu", CpuRequest), ("limits", "cpu", CpuLimit), ("requests", "memory", MemoryRequest), ("limits", "memory", MemoryLimit),
    ];
}

/// <summary>What an answer is made of. CPU in cores, memory in bytes.</summary>
public sealed record SizeEvidence
{
    /// <summary>Rates that were computed from the CPU counters.</summary>
    public long CpuPoints { get; init; }

    /// <summary>Five-minute peaks of the working set.</summary>
    public long MemoryPoints { get; init; }

    /// <summary>Days with samples.</summary>
    public double Days { get; init; }

    /// <summary>Pods with samples, dead ones too.</summary>
    public int Pods { get; init; }

    /// <summary>The median of the CPU use.</summary>
    public double? CpuP50 { get; init; }

    /// <summary>What the CPU use stays below for 95 % of the time, of the pod that uses most.</summary>
    public double? CpuP95 { get; init; }

    /// <summary>What the CPU use stays below for 99 % of the time.</summary>
    public double? CpuP99 { get; init; }

    /// <summary>What the working set stays below for 99 % of the time.</summary>
    public double? MemoryP99 { get; init; }

    /// <summary>The largest working set.</summary>
    public double? MemoryPeak { get; init; }

    /// <summary>Restarts.</summary>
    public int Restarts { get; init; }

    /// <summary>Restarts for want of memory, at least.</summary>
    public int OomKills { get; init; }

    /// <summary>The share of periods in which the CPU limit held the container; null without a limit.</summary>
    public double? ThrottledShare { get; init; }

    /// <summary>Pods at the same time, on average.</summary>
    public double ReplicasMean { get; init; }

    /// <summary>Pods at the same time, at most.</summary>
    public int ReplicasMax { get; init; }

    /// <summary>The CPU utilisation that an autoscaler aims at.</summary>
    public double? AutoscalerTarget { get; init; }

    /// <summary>The runtime whose heap grows as far as it may.</summary>
    public HeapRuntime Heap { get; init; }

    /// <summary>What is alive, or used, of the heap.</summary>
    public double? HeapLive { get; init; }

    /// <summary>How far the heap may grow.</summary>
    public double? HeapMax { get; init; }

    /// <summary>The bytes a day by which memory grows; null if it does not.</summary>
    public double? LeakPerDay { get; init; }
}

/// <summary>What a container should have, and why.</summary>
public sealed record ContainerAnswer
{
    /// <summary>The workload.</summary>
    public required WorkloadKey Workload { get; init; }

    /// <summary>The container.</summary>
    public required string Container { get; init; }

    /// <summary>What is written now.</summary>
    public required ContainerSizes Present { get; init; }

    /// <summary>What to write: the present size where it fits; null where there is no figure.</summary>
    public required ContainerSizes Right { get; init; }

    /// <summary>How far it can be trusted.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>Why there is no figure for CPU; null if there is one.</summary>
    public string? NoCpu { get; init; }

    /// <summary>Why there is no figure for memory; null if there is one.</summary>
    public string? NoMemory { get; init; }

    /// <summary>What is to be known, or done first, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What it is made of.</summary>
    public SizeEvidence Evidence { get; init; } = new();

    /// <summary>What changes, by the place below <c>resources</c>.</summary>
    [JsonIgnore]
    public IEnumerable<(string List, string Resource, Quantity Amount)> Changes =>
        Right.All.Zip(Present.All)
            .Where(pair => pair.First.Amount is { } right && right != pair.Second.Amount)
            .Select(pair => (pair.First.List, pair.First.Resource, pair.First.Amount!.Value));

    /// <summary>An answer without figures.</summary>
    public static ContainerAnswer Without(WorkloadKey workload, string container, ContainerSizes present, string reason) => new()
    {
        Workload = workload,
        Container = container,
        Present = present,
        Right = new ContainerSizes(null, null, null, null),
        Confidence = Confidence.None,
        NoCpu = reason,
        NoMemory = reason,
    };
}
