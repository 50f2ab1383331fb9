namespace MicroService.Advisor.Comparison;

/// <summary>A field that is another in the cluster than in a manifest.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) in the object: of the cluster, or of the manifest for a field that the cluster does not have.</param>
/// <param name="Written">What the manifest has; absent if it has no such field.</param>
/// <param name="Live">What the cluster has; absent if it has no such field.</param>
public sealed record FieldChange(string Pointer, string? Written, string? Live);
