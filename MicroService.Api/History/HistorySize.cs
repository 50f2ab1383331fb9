namespace MicroService.Api.History;

/// <summary>How much the history holds.</summary>
/// <param name="Rows">The audits.</param>
/// <param name="UsedBytes">What they take.</param>
/// <param name="AllocatedBytes">What the database takes from the disk for them, room for new ones included.</param>
public sealed record HistorySize(long Rows, long UsedBytes, long AllocatedBytes);

/// <summary>What pruning removed.</summary>
/// <param name="Rows">The audits.</param>
/// <param name="Bytes">About what they took.</param>
public readonly record struct PrunedAudits(int Rows, long Bytes);
