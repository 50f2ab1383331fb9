using System.Diagnostics.Metrics;

namespace MicroService.Api.Scans;

/// <summary>Measures scans, and what the last one of all that the service may read found.</summary>
public sealed class ScanMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Scans";

    private readonly TimeProvider _time;
    private readonly Counter<long> _scans;
    private readonly Counter<long> _rejected;
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<long> _waiting;
    private readonly UpDownCounter<long> _running;
    private volatile ScanRecord? _last;
    private readonly DateTimeOffset _started;
    private TimeSpan _interval;

    /// <summary>Creates the instruments.</summary>
    public ScanMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        _started = time.GetUtcNow();
        var meter = meters.Create(MeterName);
        _scans = meter.CreateCounter<long>("microservice.scans", description: "Scans of the cluster that are over.");
        _rejected = meter.CreateCounter<long>("microservice.scans.rejected", description: "Scans rejected because too many were waiting.");
        _waiting = meter.CreateUpDownCounter<long>("microservice.scans.waiting", description: "Scans that wait for the one under way.");
        _running = meter.CreateUpDownCounter<long>("microservice.scans.running", description: "Scans under way: 0 or 1.");
        _duration = meter.CreateHistogram(
            "microservice.scan.duration",
            unit: "s",
            description: "How long scans take, the wait left out.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] });
        Gauge("microservice.scan.score", null, "The score of the last scan of the schedule.", static scan => [new(scan.Score)]);
        Gauge("microservice.scan.workloads", null, "The workloads of the last scan of the schedule.", static scan => [new(scan.Workloads)]);
        Gauge("microservice.scan.unread.kinds", null, "The kinds that the last scan of the schedule could not read, Secrets among them.", static scan => [new(scan.NotRead.Count)]);
        Gauge("microservice.scan.findings", null, "What the last scan of the schedule found.", static scan =>
        [
            new(scan.Counts.Danger, KeyValuePair.Create<string, object?>("severity", "danger")),
            new(scan.Counts.Warning, KeyValuePair.Create<string, object?>("severity", "warning")),
            new(scan.Counts.Advice, KeyValuePair.Create<string, object?>("severity", "advice")),
        ]);
        meter.CreateObservableGauge(
            "microservice.scan.age",
            () => _interval > TimeSpan.Zero ? [new Measurement<double>((_time.GetUtcNow() - (_last?.CreatedAt ?? _started)).TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How long ago the last scan of the schedule was begun, or the service, if there was none; absent without a schedule.");
        meter.CreateObservableGauge(
            "microservice.scan.interval",
            () => _interval > TimeSpan.Zero ? [new Measurement<double>(_interval.TotalSeconds)] : Array.Empty<Measurement<double>>(),
            "s",
            "How often the schedule scans; absent if there is none.");

        void Gauge(string name, string? unit, string description, Func<ScanRecord, Measurement<long>[]> read) => meter.CreateObservableGauge(
            name, () => _last is { } scan ? read(scan) : [], unit, description);
    }

    /// <summary>Makes counts visible before the first scan, which then is an increase.</summary>
    public void Follow()
    {
        foreach (var origin in Enum.GetValues<ScanOrigin>())
        {
            _rejected.Add(0, OriginOf(origin));
            _scans.Add(0, OriginOf(origin), OutcomeOf(ScanStatus.Done));
            _scans.Add(0, OriginOf(origin), OutcomeOf(ScanStatus.Failed));
        }

        _waiting.Add(0);
        _running.Add(0);
    }

    /// <summary>Says how often the schedule scans.</summary>
    public void Scheduled(TimeSpan interval) => _interval = interval;

    /// <summary>Takes note of the last scan of the schedule.</summary>
    public void Found(ScanRecord scan) => _last = scan;

    /// <summary>Counts scans that wait.</summary>
    public void Waiting(int change) => _waiting.Add(change);

    /// <summary>Counts a scan that was rejected.</summary>
    public void Rejected(ScanOrigin origin) => _rejected.Add(1, OriginOf(origin));

    /// <summary>A scan begins: when, as a timestamp.</summary>
    public long Begin()
    {
        _running.Add(1);
        return _time.GetTimestamp();
    }

    /// <summary>A scan is over.</summary>
    public void End(ScanRecord scan, long begun)
    {
        ArgumentNullException.ThrowIfNull(scan);
        _running.Add(-1);
        _scans.Add(1, OriginOf(scan.Origin), OutcomeOf(scan.Status));
        _duration.Record(_time.GetElapsedTime(begun).TotalSeconds, OutcomeOf(scan.Status));
    }

    private static KeyValuePair<string, object?> OriginOf(ScanOrigin origin) => new("origin", origin == ScanOrigin.Request ? "request" : "schedule");

    private static KeyValuePair<string, object?> OutcomeOf(ScanStatus status) => new("outcome", status == ScanStatus.Done ? "done" : "failed");
}
