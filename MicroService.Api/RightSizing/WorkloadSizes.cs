using MicroService.Advisor.Objects;
using MicroService.Cluster.RightSizing;

namespace MicroService.Api.RightSizing;

/// <summary>The sizes of a workload's containers, as its history has them.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name.</param>
/// <param name="End">The end of the history, UTC.</param>
/// <param name="Days">How many days of it were asked for.</param>
/// <param name="IsPartial">Whether something could not be read; the sizes are of the rest then, with low confidence.</param>
/// <param name="Missing">What that was, and why.</param>
/// <param name="Queries">How many queries Prometheus was sent.</param>
/// <param name="Containers">The containers, native sidecars and init containers among them.</param>
public sealed record WorkloadSizes(
    string Namespace,
    string Kind,
    string Name,
    DateTimeOffset End,
    int Days,
    bool IsPartial,
    IReadOnlyList<string> Missing,
    int Queries,
    IReadOnlyList<SizedContainer> Containers);

/// <summary>What a container has and should have, and why.</summary>
/// <param name="Name">The container.</param>
/// <param name="Confidence">How far the figures can be trusted.</param>
/// <param name="Changes">Whether something is to change.</param>
/// <param name="Present">What the cluster has now.</param>
/// <param name="Right">What to write: the present size where it fits; absent where there is no figure.</param>
/// <param name="NoCpu">Why there is no figure for CPU, and what to do first; absent if there is one.</param>
/// <param name="NoMemory">Why there is no figure for memory, and what to do first; absent if there is one.</param>
/// <param name="Notes">What is to be known, or done first, a sentence each.</param>
/// <param name="Evidence">What the figures are made of.</param>
public sealed record SizedContainer(
    string Name,
    Confidence Confidence,
    bool Changes,
    ResourceAmounts Present,
    ResourceAmounts Right,
    string? NoCpu,
    string? NoMemory,
    IReadOnlyList<string> Notes,
    UsageEvidence Evidence)
{
    /// <summary>An answer as a part of the document.</summary>
    internal static SizedContainer Of(ContainerAnswer answer) => new(
        answer.Container,
        answer.Confidence,
        answer.Changes.Any(),
        ResourceAmounts.Of(answer.Present),
        ResourceAmounts.Of(answer.Right),
        answer.NoCpu,
        answer.NoMemory,
        answer.Notes,
        UsageEvidence.Of(answer.Evidence));
}

/// <summary>Requests and limits of a container, as a manifest has them.</summary>
/// <param name="Requests">The requests.</param>
/// <param name="Limits">The limits.</param>
public sealed record ResourceAmounts(AmountPair Requests, AmountPair Limits)
{
    internal static ResourceAmounts Of(ContainerSizes sizes) => new(AmountPair.Of(sizes.CpuRequest, sizes.MemoryRequest), AmountPair.Of(sizes.CpuLimit, sizes.MemoryLimit));
}

/// <summary>An amount of CPU and one of memory; absent where there is none.</summary>
/// <param name="Cpu">CPU, such as 250m.</param>
/// <param name="Memory">Memory, such as 256Mi.</param>
public sealed record AmountPair(string? Cpu, string? Memory)
{
    internal static AmountPair Of(Quantity? cpu, Quantity? memory) => new(cpu?.ToCpuText(), memory?.ToMemoryText());
}

/// <summary>What figures are made of. CPU in cores, memory in bytes.</summary>
/// <param name="CpuPoints">Rates that were computed from the CPU counters.</param>
/// <param name="MemoryPoints">Five-minute peaks of the working set.</param>
/// <param name="Days">Days with samples.</param>
/// <param name="Pods">Pods with samples, dead ones too.</param>
/// <param name="CpuP50">The median of the CPU use.</param>
/// <param name="CpuP95">What the CPU use stays below for 95 % of the time, of the pod that uses most.</param>
/// <param name="CpuP99">What the CPU use stays below for 99 % of the time.</param>
/// <param name="MemoryP99">What the working set stays below for 99 % of the time.</param>
/// <param name="MemoryPeak">The largest working set.</param>
/// <param name="Restarts">Restarts.</param>
/// <param name="OomKills">Restarts for want of memory, at least.</param>
/// <param name="ThrottledShare">The share of periods in which the CPU limit held the container; absent without a limit.</param>
/// <param name="ReplicasMean">Pods at the same time, on average.</param>
/// <param name="ReplicasMax">Pods at the same time, at most.</param>
/// <param name="AutoscalerTarget">The CPU utilisation that an autoscaler aims at; absent if none does.</param>
/// <param name="Heap">The runtime whose heap grows as far as it may.</param>
/// <param name="HeapLive">What is alive, or used, of the heap; absent if it is not exported.</param>
/// <param name="HeapMax">How far the heap may grow; absent if it is not exported.</param>
/// <param name="LeakPerDay">The bytes a day by which memory grows; absent if it does not leak.</param>
public sealed record UsageEvidence(
    long CpuPoints,
    long MemoryPoints,
    double Days,
    int Pods,
    double? CpuP50,
    double? CpuP95,
    double? CpuP99,
    long? MemoryP99,
    long? MemoryPeak,
    int Restarts,
    int OomKills,
    double? ThrottledShare,
    double ReplicasMean,
    int ReplicasMax,
    double? AutoscalerTarget,
    HeapRuntime Heap,
    long? HeapLive,
    long? HeapMax,
    long? LeakPerDay)
{
    private const int Digits = 6;
    private const int FewDigits = 2;

    internal static UsageEvidence Of(SizeEvidence evidence) => new(
        evidence.CpuPoints,
        evidence.MemoryPoints,
        Math.Round(evidence.Days, FewDigits),
        evidence.Pods,
        Rounded(evidence.CpuP50),
        Rounded(evidence.CpuP95),
        Rounded(evidence.CpuP99),
        (long?)evidence.MemoryP99,
        (long?)evidence.MemoryPeak,
        evidence.Restarts,
        evidence.OomKills,
        Rounded(evidence.ThrottledShare),
        Math.Round(evidence.ReplicasMean, FewDigits),
        evidence.ReplicasMax,
        evidence.AutoscalerTarget,
        evidence.Heap,
        (long?)evidence.HeapLive,
        (long?)evidence.HeapMax,
        (long?)evidence.LeakPerDay);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, Digits) : null;
}

/// <summary>What a workload used over time, for a chart: at each time of the pods the one that used most.</summary>
/// <param name="First">The first time, UTC.</param>
/// <param name="StepSeconds">The distance between two times.</param>
/// <param name="Points">How many times there are; each curve has as many values.</param>
/// <param name="IsPartial">Whether something could not be read.</param>
/// <param name="Missing">What that was, and why.</param>
/// <param name="Containers">The containers that there are samples of.</param>
public sealed record WorkloadCurves(
    DateTimeOffset First, long StepSeconds, int Points, bool IsPartial, IReadOnlyList<string> Missing, IReadOnlyList<UsageCurve> Containers);

/// <summary>What a container used over time; null where there are no samples.</summary>
/// <param name="Name">The container.</param>
/// <param name="CpuCores">Cores, on average over each step.</param>
/// <param name="MemoryBytes">The largest working set of each step in bytes.</param>
public sealed record UsageCurve(string Name, IReadOnlyList<double?> CpuCores, IReadOnlyList<long?> MemoryBytes)
{
    private const int Digits = 4;

    internal static UsageCurve Of(ContainerCurve curve) => new(
        curve.Name,
        [.. curve.Cpu.Select(static value => value is { } cores ? Math.Round(cores, Digits) : (double?)null)],
        [.. curve.Memory.Select(static value => (long?)value)]);
}
