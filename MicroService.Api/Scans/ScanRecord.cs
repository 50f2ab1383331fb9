using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.Scans;

/// <summary>How far a scan is.</summary>
public enum ScanStatus
{
    /// <summary>Another scan of the replica is under way.</summary>
    Queued,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Done,

    /// <summary>It ended early; what it had read is kept.</summary>
    Failed,
}

/// <summary>Who asked for a scan.</summary>
public enum ScanOrigin
{
    /// <summary>A caller.</summary>
    Request,

    /// <summary>The schedule: its scans are everybody's.</summary>
    Schedule,
}

/// <summary>A scan as it is kept, without what it found.</summary>
public sealed record ScanRecord
{
    /// <summary>UUID version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a replica last worked on it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Who asked for it; empty for anonymous callers.</summary>
    public required string Owner { get; init; }

    /// <summary>Whether a caller or the schedule asked for it.</summary>
    public required ScanOrigin Origin { get; init; }

    /// <summary>What the cluster is called.</summary>
    public required string Cluster { get; init; }

    /// <summary>The namespaces that it is about; empty for all.</summary>
    public required IReadOnlyList<string> Scope { get; init; }

    /// <summary>How far it is.</summary>
    public ScanStatus Status { get; init; }

    /// <summary>The number of its parts; 0 until that is known.</summary>
    public int Parts { get; init; }

    /// <summary>How many parts are audited.</summary>
    public int PartsDone { get; init; }

    /// <summary>The score of everything so far.</summary>
    public int Score { get; init; }

    /// <summary>The grade of everything so far; <c>-</c> if nothing was audited.</summary>
    public string Grade { get; init; } = "-";

    /// <summary>The number of workloads so far.</summary>
    public int Workloads { get; init; }

    /// <summary>The findings so far.</summary>
    public FindingCounts Counts { get; init; } = new(0, 0, 0, 0);

    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }

    /// <summary>The kinds that were not read.</summary>
    public IReadOnlyList<UnreadKind> NotRead { get; init; } = [];

    /// <summary>Whether nothing more comes.</summary>
    public bool IsOver => Status is ScanStatus.Done or ScanStatus.Failed;

    /// <summary>The same with one part more.</summary>
    internal ScanRecord With(ScanPart part, Score score, int count, DateTimeOffset now) => this with
    {
        UpdatedAt = now,
        Parts = count,
        PartsDone = PartsDone + 1,
        Score = score.ApplicableWeight == 0 ? 0 : score.Value,
        Grade = score.ApplicableWeight == 0 ? "-" : score.Grade.ToString(),
        Workloads = Workloads + part.Result.Workloads,
        Counts = new FindingCounts(
            Counts.Danger + part.Result.Counts.Danger,
            Counts.Warning + part.Result.Counts.Warning,
            Counts.Advice + part.Result.Counts.Advice,
            Counts.Suppressed + part.Result.Counts.Suppressed),
    };
}
