namespace MicroService.Api.History;

/// <summary>One audit as the history keeps it: the summary, the whole report, and whose it is.</summary>
/// <param name="Summary">The columns.</param>
/// <param name="Report">The report, JSON in UTF-8.</param>
/// <param name="Owner">Who made it; empty for anonymous callers.</param>
public sealed record AuditEntry(AuditSummary Summary, ReadOnlyMemory<byte> Report, string Owner = "");
