namespace MicroService.Api.History;

/// <summary>One audit as the history keeps it: the summary and the whole report.</summary>
/// <param name="Summary">The columns.</param>
/// <param name="Report">The report, JSON in UTF-8.</param>
public sealed record AuditEntry(AuditSummary Summary, ReadOnlyMemory<byte> Report);
