namespace MicroService.Api.Audits;

/// <summary>What to audit.</summary>
/// <param name="Name">The document's name.</param>
/// <param name="Partial">Whether it is only a part of an application.</param>
/// <param name="Bytes">The document, in UTF-8.</param>
public sealed record AuditRequest(string Name, bool Partial, ReadOnlyMemory<byte> Bytes);
