using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>How the service is: the answer to a probe.</summary>
/// <param name="Status">Unhealthy is answered with 503, all else with 200.</param>
/// <param name="Reason">Why, when it is not about a dependency: starting or draining.</param>
/// <param name="Dependencies">Each dependency; null where they do not count.</param>
public sealed record ServiceHealth(HealthStatus Status, string? Reason = null, IReadOnlyList<DependencyHealth>? Dependencies = null);

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

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceHealth))]
internal sealed partial class HealthJson : JsonSerializerContext;
