using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Measures calls of dependencies, whatever they are: HTTP, database, cache.</summary>
internal sealed class ResilienceMetrics
{
    public const string MeterName = "MicroService.Resilience";

    /// <summary>A rejection for want of a place.</summary>
    public const string Bulkhead = "bulkhead";

    /// <summary>A rejection because too many calls have failed.</summary>
    public const string Breaker = "breaker";

    // From a cache's answer to the longest of timeouts.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _rejections;

    public ResilienceMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _calls = _meter.CreateHistogram(
            "dependency.call.duration",
            unit: "s",
            description: "Calls of a dependency, all attempts and waits included, by outcome: success, failure, timeout, rejected (bulkhead full), broken (breaker open).",
            tags: null,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _retries = _meter.CreateCounter<long>("dependency.retries", description: "Attempts after the first.");
        _rejections = _meter.CreateCounter<long>(
            "dependency.rejections", description: "Calls that were not made, by reason: bulkhead (no place, or none in time), breaker (open).");
    }

    /// <summary>Makes the counts visible before the first event, which then is an increase.</summary>
    public void Follow(string dependency)
    {
        _retries.Add(0, Tag(dependency));
        _rejections.Add(0, Tag(dependency), Reason(Bulkhead));
        _rejections.Add(0, Tag(dependency), Reason(Breaker));
    }

    public void Called(string dependency, string outcome, TimeSpan duration) =>
        _calls.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("dependency", dependency), new KeyValuePair<string, object?>("outcome", outcome));

    public void Retried(string dependency) => _retries.Add(1, Tag(dependency));

    public void Rejected(string dependency, string reason) => _rejections.Add(1, Tag(dependency), Reason(reason));

    public void Observe(Func<IEnumerable<DependencyPipeline>> pipelines)
    {
        Gauge("dependency.breaker.state", "0 while the breaker is closed, 1 while it lets one call try, 2 while it is open.", static pipeline => State(pipeline.Current.BreakerState));
        Gauge("dependency.bulkhead.active", "Calls under way.", static pipeline => pipeline.Active);
        Gauge("dependency.bulkhead.queued", "Calls that wait for a permit.", static pipeline => pipeline.Queued);
        Gauge("dependency.bulkhead.limit", "Calls that may be under way at once.", static pipeline => pipeline.Current.Options.Concurrency);

        void Gauge(string name, string description, Func<DependencyPipeline, long> read) => _meter.CreateObservableGauge(
            name,
            () => pipelines().Select(pipeline => new Measurement<long>(read(pipeline), Tag(pipeline.Name))),
            description: description);
    }

    private static long State(CircuitState state) => state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    };

    private static KeyValuePair<string, object?> Reason(string reason) => new("reason", reason);

    private static KeyValuePair<string, object?> Tag(string dependency) => new("dependency", dependency);
}
