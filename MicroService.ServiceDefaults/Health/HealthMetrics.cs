using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.ServiceDefaults.Health;

/// <summary>Measures dependencies as the probes last saw them; a scrape asks nothing of its own.</summary>
internal static class HealthMetrics
{
    public static void Observe(IMeterFactory meters, IReadOnlyList<DependencyMonitor> dependencies, Func<bool> isReady)
    {
        var meter = meters.Create("MicroService.Health");
        meter.CreateObservableGauge(
            "dependency.up",
            () => dependencies.Where(dependency => dependency.Last is not null).Select(dependency => new Measurement<int>(
                dependency.Last!.Status == HealthStatus.Healthy ? 1 : 0, Tags(dependency))),
            description: "1 while the dependency is healthy, else 0.");
        meter.CreateObservableGauge(
            "dependency.check.duration",
            () => dependencies.Where(dependency => dependency.Last is not null).Select(dependency => new Measurement<double>(
                dependency.Last!.LatencyMilliseconds / 1000, Tags(dependency))),
            unit: "s",
            description: "How long the last check took.");
        meter.CreateObservableGauge(
            "service.ready",
            () => isReady() ? 1 : 0,
            description: "1 while the service would tell a probe that it is ready, else 0.");
    }

    private static KeyValuePair<string, object?>[] Tags(DependencyMonitor dependency) =>
        [new("dependency", dependency.Name), new("required", dependency.IsAwaited)];
}
