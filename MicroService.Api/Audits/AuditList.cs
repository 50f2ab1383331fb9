using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>A page of the history, newest first.</summary>
/// <param name="Items">The audits, without their findings.</param>
/// <param name="Next">Where the next page is; absent on the last one.</param>
/// <param name="Stale">True while the history is down and this is what it last gave; absent otherwise.</param>
public sealed record AuditList(IReadOnlyList<AuditSummary> Items, string? Next, bool? Stale = null);
