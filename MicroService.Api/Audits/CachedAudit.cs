using MicroService.Advisor.Reporting;

namespace MicroService.Api.Audits;

/// <summary>What one document's audit came to, whoever asks: everything but who asked when.</summary>
/// <param name="Score">0 to 100.</param>
/// <param name="Grade">A to F.</param>
/// <param name="Workloads">Number of workloads.</param>
/// <param name="Counts">Findings by severity.</param>
/// <param name="Content">The <see cref="AuditDocument"/> without id and time, JSON in UTF-8.</param>
public sealed record CachedAudit(int Score, string Grade, int Workloads, FindingCounts Counts, byte[] Content);
