using MicroService.Api.History;
using MicroService.Api.Problems;

namespace MicroService.Api.Audits;

/// <summary>What came of a request for an audit: an entry of the history, or the problem to answer with.</summary>
/// <param name="Entry">The audit; null if there is a problem.</param>
/// <param name="Problem">Why there is none.</param>
public sealed record AuditOutcome(AuditEntry? Entry, ProblemResult? Problem);
