using MicroService.Advisor.Auditing;

namespace MicroService.Cluster.Scanning;

/// <summary>A part of a scan: a namespace, or what belongs to none.</summary>
/// <param name="Namespace">The namespace; null for what belongs to none.</param>
/// <param name="Report">Its audit.</param>
/// <param name="Index">Its number, from 1.</param>
/// <param name="Count">The number of parts.</param>
public sealed record ScannedPart(string? Namespace, AuditReport Report, int Index, int Count);
