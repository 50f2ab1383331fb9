namespace MicroService.Publishing.Secrets;

/// <summary>A key of a Secret.</summary>
/// <param name="Value">The value, or null where it isn't known.</param>
/// <param name="Missing">Why there is no value; null where there is one.</param>
internal sealed record ResolvedKey(string Name, string? Value, string? Missing)
{
    /// <summary>Never the value, wherever the key is printed.</summary>
    public override string ToString() => $"{Name}{(Missing is null ? string.Empty : $": {Missing}")}";
}
