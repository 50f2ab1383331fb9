namespace MicroService.Api.History;

/// <summary>One page of the history, newest first.</summary>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="Next">Where the next page starts; null on the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditSummary> Items, AuditCursor? Next);
