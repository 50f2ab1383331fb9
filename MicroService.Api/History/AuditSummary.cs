using MicroService.Advisor.Reporting;

namespace MicroService.Api.History;

/// <summary>What the history knows about one audit without opening its report.</summary>
/// <param name="Id">UUID version 7 made from <paramref name="CreatedAt"/>: ids sort by time.</param>
/// <param name="CreatedAt">When the audit was made, UTC.</param>
/// <param name="Source">The name the caller gave the document.</param>
/// <param name="ContentHash">SHA-256 of the document's bytes, lower-case hexadecimal.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Workloads">Number of workloads among the audited objects.</param>
/// <param name="Counts">Findings by severity.</param>
public sealed record AuditSummary(
    Guid Id,
    DateTimeOffset CreatedAt,
    string Source,
    string ContentHash,
    int Score,
    string Grade,
    int Workloads,
    FindingCounts Counts);
