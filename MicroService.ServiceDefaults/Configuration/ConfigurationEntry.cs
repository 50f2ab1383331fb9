namespace MicroService.ServiceDefaults.Configuration;

/// <summary>One setting that options have read.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">The value in effect, masked if it is a secret.</param>
/// <param name="Default">The value when nothing is set.</param>
/// <param name="Rule">What the value has to be.</param>
/// <param name="IsSet">Whether any source sets it.</param>
public sealed record ConfigurationEntry(string Key, string? Value, string? Default, string Rule, bool IsSet);
