namespace MicroService.Api.Audits;

/// <summary>What was read of the history.</summary>
/// <param name="Value">What it holds, or held when it last answered.</param>
/// <param name="Age">How long ago that was, if the history is down now; null if the value is fresh.</param>
public sealed record AuditReading<T>(T Value, TimeSpan? Age);
