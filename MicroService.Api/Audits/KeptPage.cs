using MicroService.Api.History;

namespace MicroService.Api.Audits;

/// <summary>A page as the history last gave it, for the time when it gives nothing.</summary>
/// <param name="Page">The page.</param>
/// <param name="ReadAt">When it was read.</param>
internal sealed record KeptPage(AuditPage Page, DateTimeOffset ReadAt);
