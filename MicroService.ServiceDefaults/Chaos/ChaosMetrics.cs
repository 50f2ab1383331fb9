using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>Counts what was made to go wrong.</summary>
internal sealed class ChaosMetrics(IMeterFactory meters)
{
    public const string MeterName = "MicroService.Chaos";

    private readonly Counter<long> _injections = meters.Create(MeterName).CreateCounter<long>(
        "dependency.chaos.injections", description: "Failures made on purpose, by dependency and kind: fault, latency, outcome.");

    /// <summary>Makes the count visible before the first injection, which then is an increase.</summary>
    public void Follow(string dependency, string kind) => Add(0, dependency, kind);

    public void Injected(string dependency, string kind) => Add(1, dependency, kind);

    private void Add(int count, string dependency, string kind) =>
        _injections.Add(count, new KeyValuePair<string, object?>("dependency", dependency), new KeyValuePair<string, object?>("kind", kind));
}
