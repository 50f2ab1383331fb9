using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How one dependency is.</summary>
/// <param name="Name">The dependency.</param>
/// <param name="Required">Whether the service is of no use without it.</param>
/// <param name="Status">Healthy; Degraded when an optional one fails; Unhealthy when a required one does.</param>
/// <param name="LatencyMilliseconds">How long the last check took.</param>
/// <param name="Since">Since when it has this status, UTC.</param>
/// <param name="Error">What went wrong, without anything confidential; null when healthy.</param>
public sealed record DependencyHealth(
    string Name,
    bool Required,
    HealthStatus Status,
    double LatencyMilliseconds,
    DateTime Since,
    string? Error);
