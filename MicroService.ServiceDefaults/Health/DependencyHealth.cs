using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How one dependency is.</summary>
/// <param name="Name">The dependency.</param>
/// <param name="Readiness">What its failure means for readiness.</param>
/// <param name="Status">Healthy; Unhealthy when a required one fails; Degraded when any other does.</param>
/// <param name="LatencyMilliseconds">How long the last check took.</param>
/// <param name="Since">Since when it has this status, UTC.</param>
/// <param name="Error">What went wrong, without anything confidential; null when healthy.</param>
public sealed record DependencyHealth(
    string Name,
    DependencyReadiness Readiness,
    HealthStatus Status,
    double LatencyMilliseconds,
    DateTime Since,
    string? Error);
