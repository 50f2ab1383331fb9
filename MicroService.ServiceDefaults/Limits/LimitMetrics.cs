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
        _shed = _meter.CreateCounter<long>("request.gate.shed", description: "Requests rejected with 503 because the queue was full or took too long.");
        _meter.CreateObservableGauge(
            "memory.heap.limit", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "By", "The most that the managed heap may take: its hard limit, or the memory that there is.");
        _refused = _meter.CreateCounter<long>("connections.refused", description: "Connections closed at once as too many were open.");
    }

    public void Observe(RequestGate gate, int limit)
    {
        _meter.CreateObservableGauge("request.gate.active", () => gate.Active, description: "Concurrent requests.");
        _meter.CreateObservableGauge("request.gate.queued", () => gate.Queued, description: "Queued requests.");
        _meter.CreateObservableGauge("request.gate.limit", () => limit, description: "Maximum number of concurrent requests.");

        // Emits zero at startup so that the series exists.
        _shed.Add(0);
        _refused.Add(0);
    }

    public void Shed() => _shed.Add(1);

    public void Refused() => _refused.Add(1);
}
