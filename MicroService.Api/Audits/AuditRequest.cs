using MicroService.Api.Documents;

namespace MicroService.Api.Audits;

/// <summary>What to audit.</summary>
/// <param name="Owner">Whose audit it will be; empty for anonymous callers.</param>
/// <param name="Name">The document's name.</param>
/// <param name="Partial">Whether it is only a part of an application.</param>
/// <param name="Body">The document, in UTF-8.</param>
/// <param name="HoldReport">Waits for the memory that the report of this length takes until it is answered; false if there is none.</param>
public sealed record AuditRequest(string Owner, string Name, bool Partial, DocumentBody Body, Func<int, ValueTask<bool>> HoldReport);
