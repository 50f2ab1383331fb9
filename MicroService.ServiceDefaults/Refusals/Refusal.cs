namespace MicroService.ServiceDefaults.Refusals;

/// <summary>Why a request gets no answer of its own, as the caller is told.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened and what to do about it; null where the status says it.</param>
/// <param name="RetryAfter">When to try again; null where trying again would not help.</param>
public sealed record Refusal(int Status, string? Detail, TimeSpan? RetryAfter = null);
