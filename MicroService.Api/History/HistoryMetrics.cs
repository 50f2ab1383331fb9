using System.Diagnostics.Metrics;

namespace MicroService.Api.History;

/// <summary>Measures how much the history holds, as the last housekeeping found it; a scrape asks the database nothing.</summary>
public sealed class HistoryMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.History";

    private readonly Counter<long> _pruned;
    private volatile HistorySize? _size;

    /// <summary>Creates the instruments.</summary>
    public HistoryMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _pruned = meter.CreateCounter<long>("microservice.history.pruned", description: "Audits removed, by the limit that they were beyond: age or size.");
        Gauge("microservice.history.rows", null, "Audits kept.", static size => size.Rows);
        Gauge("microservice.history.used", "By", "What the audits kept take.", static size => size.UsedBytes);
        Gauge("microservice.history.allocated", "By", "What the database takes from the disk for audits, room for new ones included.", static size => size.AllocatedBytes);

        void Gauge(string name, string? unit, string description, Func<HistorySize, long> read) => meter.CreateObservableGauge(
            name, () => _size is { } size ? [new Measurement<long>(read(size))] : Array.Empty<Measurement<long>>(), unit, description);
    }

    /// <summary>Makes the counts visible before the first removal, which then is an increase.</summary>
    public void Follow()
    {
        Pruned(PruneReason.Age, 0);
        Pruned(PruneReason.Size, 0);
    }

    /// <summary>Takes note of what there is.</summary>
    public void Measured(HistorySize size) => _size = size;

    /// <summary>Counts what was removed.</summary>
    public void Pruned(PruneReason reason, int rows) => _pruned.Add(rows, new KeyValuePair<string, object?>("reason", reason == PruneReason.Age ? "age" : "size"));
}

/// <summary>Which limit an audit was beyond.</summary>
public enum PruneReason
{
    /// <summary>It was older than <see cref="HistoryOptions.Retention"/>.</summary>
    Age,

    /// <summary>There were more than <see cref="HistoryOptions.MaxRows"/>, or they took more than <see cref="HistoryOptions.MaxBytes"/>.</summary>
    Size,
}
