using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>Measures how close the service is to its limits.</summary>
internal sealed class LimitMetrics
{
    public const string MeterName = "MicroService.Limits";

    private readonly Meter _meter;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _refused;

    public LimitMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _shed = _meter.CreateCounter<long>("request.gate.shed", description: "Requests answered with 503 as too many were there.");
        _meter.CreateObservableGauge(
            "memory.heap.limit", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "By", "The most that the managed heap may take: its hard limit, or the memory that there is.");
        _refused = _meter.CreateCounter<long>("connections.refused", description: "Connections closed at once as too many were open.");
    }

    public void Observe(RequestGate gate, int limit)
    {
        _meter.CreateObservableGauge("request.gate.active", () => gate.Active, description: "Requests being worked on.");
        _meter.CreateObservableGauge("request.gate.queued", () => gate.Queued, description: "Requests waiting for their turn.");
        _meter.CreateObservableGauge("request.gate.limit", () => limit, description: "How many requests are worked on at once.");

        // From the start, so that what never happened is 0 and not unknown.
        _shed.Add(0);
        _refused.Add(0);
    }

    public void Shed() => _shed.Add(1);

    public void Refused() => _refused.Add(1);
}
