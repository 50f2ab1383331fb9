using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Chaos;
using Polly.CircuitBreaker;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Measures calls of dependencies, whatever they are: HTTP, database, cache. Polly's own meter has no breaker state, bulkhead or series at zero,
/// and does not count the calls that an open breaker rejects.
/// </summary>
internal sealed class ResilienceMetrics
{
    public const string MeterName = "MicroService.Resilience";
    public const string Bulkhead = "bulkhead";
    public const string Breaker = "breaker";
    public const string Broken = "broken";
    public const string Fault = "fault";
    public const string Latency = "latency";
    public const string Outcome = "outcome";

    // From a cache's answer to the longest of timeouts.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _injections;

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
            "dependency.rejections", description: "Calls that were not made, by reason: bulkhead (no permit, or none in time), breaker (open).");
        _injections = _meter.CreateCounter<long>(
            "dependency.chaos.injections", description: "Failures made on purpose, by dependency and kind: fault, latency, outcome.");
    }

    /// <summary>Emits zero before the first event, so that the series exists and the first event is an increase.</summary>
    public void Follow(DependencyDefinition dependency)
    {
        _retries.Add(0, Tag(dependency.Name));
        _rejections.Add(0, Tag(dependency.Name), new("reason", Bulkhead));
        _rejections.Add(0, Tag(dependency.Name), new("reason", Breaker));
        string[] kinds = dependency.Outcome == ChaosOutcomeKind.None ? [Fault, Latency] : [Fault, Latency, Outcome];
        foreach (var kind in kinds)
        {
            _injections.Add(0, Tag(dependency.Name), new("kind", kind));
        }
    }

    public void Called(string dependency, string outcome, TimeSpan duration)
    {
        _calls.Record(duration.TotalSeconds, Tag(dependency), new("outcome", outcome));
        if (outcome == Broken)
        {
            Rejected(dependency, Breaker);
        }
    }

    public void Retried(string dependency) => _retries.Add(1, Tag(dependency));

    public void Rejected(string dependency, string reason) => _rejections.Add(1, Tag(dependency), new("reason", reason));

    public void Injected(string dependency, string kind) => _injections.Add(1, Tag(dependency), new("kind", kind));

    public void Observe(Func<IEnumerable<DependencyPipeline>> pipelines)
    {
        Gauge("dependency.breaker.state", "0 while the breaker is closed, 1 while it lets one call try, 2 while it is open.", static pipeline => State(pipeline.BreakerState));
        Gauge("dependency.bulkhead.active", "Calls in flight.", static pipeline => pipeline.Active);
        Gauge("dependency.bulkhead.queued", "Calls that wait for a permit.", static pipeline => pipeline.Queued);
        Gauge("dependency.bulkhead.limit", "Calls that may be in flight at once.", static pipeline => pipeline.Options.Concurrency);

        void Gauge(string name, string description, Func<DependencyPipeline, long> read) => _meter.CreateObservableGauge(
            name, () => pipelines().Select(pipeline => new Measurement<long>(read(pipeline), Tag(pipeline.Name))), description: description);
    }

    private static long State(CircuitState state) => state switch
    {
        CircuitState.Closed => 0,
        CircuitState.HalfOpen => 1,
        _ => 2,
    };

    private static KeyValuePair<string, object?> Tag(string dependency) => new("dependency", dependency);
}
