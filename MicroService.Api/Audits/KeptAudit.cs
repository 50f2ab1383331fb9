using MicroService.Advisor.Reporting;
using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>An audit as the history last gave it, for the time when it gives nothing.</summary>
/// <param name="Summary">What lists show.</param>
/// <param name="Report">The <see cref="AuditDocument"/>, JSON in UTF-8.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="Owner">Whose it is; empty in entries of the version before, which knew no owners.</param>
public sealed record KeptAudit(AuditSummary Summary, byte[] Report, DateTimeOffset ReadAt, string Owner = "");
