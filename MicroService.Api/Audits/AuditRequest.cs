namespace MicroService.Api.Audits;

/// <summary>What to audit.</summary>
/// <param name="Owner">Whose audit it will be; empty for anonymous callers.</param>
/// <param name="Name">The document's name.</param>
/// <param name="Partial">Whether it is only a part of an application.</param>
/// <param name="Bytes">The document, in UTF-8.</param>
public sealed record AuditRequest(string Owner, string Name, bool Partial, ReadOnlyMemory<byte> Bytes);
