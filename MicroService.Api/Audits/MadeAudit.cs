using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.Audits;

/// <summary>An audit that was just made.</summary>
/// <param name="Report">The report, which holds the documents.</param>
/// <param name="Document">What is said of it.</param>
/// <param name="Kept">What is kept of it.</param>
internal sealed record MadeAudit(AuditReport Report, AuditDocument Document, CachedAudit Kept);
