using MicroService.Advisor.Reporting;

namespace MicroService.Api.Audits;

/// <summary>The result of one document's audit, without caller and time.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Workloads">Number of workloads.</param>
/// <param name="Counts">Findings by severity.</param>
/// <param name="Content">The <see cref="AuditDocument"/> without id and time, JSON in UTF-8.</param>
public sealed record CachedAudit(int Score, string Grade, int Workloads, FindingCounts Counts, byte[] Content);
