using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Says whether the service is on its way out.</summary>
internal sealed class LifecycleMetrics(IMeterFactory meters)
{
    public const string MeterName = "MicroService.Lifecycle";

    public void Observe(DrainState state) => meters.Create(MeterName).CreateObservableGauge(
        "service.draining", () => state.IsDraining ? 1 : 0, description: "1 from the first signal to stop on, else 0.");
}
