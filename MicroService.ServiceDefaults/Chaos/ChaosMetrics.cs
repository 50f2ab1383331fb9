using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>Counts what was made to go wrong.</summary>
internal sealed class ChaosMetrics(IMeterFactory meters)
{
    public const string MeterName = "MicroService.Chaos";

    private readonly Counter<long> _injections = meters.Create(MeterName).CreateCounter<long>(
        "dependency.chaos.injections", description: "Failures made on purpose, by dependency and kind: fault, latency, outcome.");

    public void Injected(string dependency, string kind) =>
        _injections.Add(1, new KeyValuePair<string, object?>("dependency", dependency), new KeyValuePair<string, object?>("kind", kind));
}
