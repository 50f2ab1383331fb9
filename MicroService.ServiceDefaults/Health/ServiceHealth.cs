using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How the service is: the answer to a probe.</summary>
/// <param name="Status">Unhealthy is answered with 503, all else with 200.</param>
/// <param name="Reason">Why, when it is not about a dependency: starting or draining.</param>
/// <param name="Dependencies">Each dependency; null where they do not count.</param>
public sealed record ServiceHealth(HealthStatus Status, string? Reason = null, IReadOnlyList<DependencyHealth>? Dependencies = null);
