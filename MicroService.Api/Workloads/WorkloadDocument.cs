using MicroService.Advisor.Reporting;

namespace MicroService.Api.Workloads;

/// <summary>A workload of the cluster, as its last scan found it.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Group">The API group; absent for the core group.</param>
/// <param name="Name">The name.</param>
/// <param name="Replicas">The replicas that it asked for; absent if it says none.</param>
/// <param name="Ready">Those that were ready; absent if it has none.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Counts">Findings by severity.</param>
/// <param name="Scan">The scan.</param>
/// <param name="ScannedAt">When the scan was asked for, UTC.</param>
public sealed record WorkloadSummary(
    string Namespace, string Kind, string? Group, string Name, long? Replicas, long? Ready, int Score, string Grade, FindingCounts Counts, Guid Scan, DateTimeOffset ScannedAt);

/// <summary>A page of workloads.</summary>
/// <param name="Items">The workloads.</param>
/// <param name="Next">Where the next page is; absent on the last one.</param>
public sealed record WorkloadList(IReadOnlyList<WorkloadSummary> Items, string? Next);

/// <summary>A workload of the cluster, with all that is known of it.</summary>
/// <param name="Workload">As its last scan found it.</param>
/// <param name="Owners">Who controls it, the nearest first, as Kind/name; empty if nothing does.</param>
/// <param name="Findings">What the last scan found; absent if the findings of its namespace are too many to be kept.</param>
/// <param name="Usage">What its pods use now.</param>
/// <param name="History">Its scores over time, newest first.</param>
public sealed record WorkloadDocument(
    WorkloadSummary Workload, IReadOnlyList<string> Owners, IReadOnlyList<AuditFinding>? Findings, WorkloadUsage Usage, IReadOnlyList<WorkloadPoint> History);

/// <summary>How a workload did in one scan.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="CreatedAt">When the scan was asked for, UTC.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Replicas">The replicas that it asked for.</param>
/// <param name="Counts">Findings by severity.</param>
public sealed record WorkloadPoint(Guid Scan, DateTimeOffset CreatedAt, int Score, string Grade, long? Replicas, FindingCounts Counts);

/// <summary>What the pods of a workload use now, as metrics.k8s.io has it.</summary>
/// <param name="IsKnown">Whether that could be read.</param>
/// <param name="Reason">Why it could not.</param>
/// <param name="Pods">The pods that were measured.</param>
/// <param name="Containers">The use of each container, over all pods.</param>
public sealed record WorkloadUsage(bool IsKnown, string? Reason, int? Pods, IReadOnlyList<ContainerUsage>? Containers)
{
    /// <summary>It could not be read.</summary>
    public static WorkloadUsage Unknown(string reason) => new(false, reason, null, null);
}

/// <summary>What a container uses now.</summary>
/// <param name="Name">The container.</param>
/// <param name="CpuCores">Cores, of all pods together.</param>
/// <param name="HighestCpuCores">Cores, of the pod that uses most.</param>
/// <param name="MemoryBytes">Bytes, of all pods together.</param>
/// <param name="HighestMemoryBytes">Bytes, of the pod that uses most.</param>
public sealed record ContainerUsage(string Name, double CpuCores, double HighestCpuCores, long MemoryBytes, long HighestMemoryBytes);
