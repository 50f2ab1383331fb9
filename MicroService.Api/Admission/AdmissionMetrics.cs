using System.Diagnostics.Metrics;

namespace MicroService.Api.Admission;

/// <summary>Counts and measures reviews.</summary>
internal sealed class AdmissionMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Admission";

    private readonly TimeProvider _time;
    private readonly Counter<long> _reviews;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments.</summary>
    public AdmissionMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _reviews = meter.CreateCounter<long>("microservice.admission.reviews", description: "Admission reviews answered, by call and result.");
        _duration = meter.CreateHistogram(
            "microservice.admission.duration",
            unit: "s",
            description: "How long admission reviews take, from the last byte of the request.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    }

    /// <summary>Counts a review.</summary>
    /// <param name="denies">Whether the call may deny.</param>
    /// <param name="result"><c>clean</c>, <c>warned</c>, <c>denied</c>, <c>failed</c>, <c>late</c>, <c>busy</c>, <c>too-large</c> or <c>unreadable</c>.</param>
    /// <param name="started">When its body was whole.</param>
    public void Count(bool denies, string result, long started)
    {
        _reviews.Add(1, new("call", denies ? "deny" : "warn"), new("result", result));
        _duration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("call", denies ? "deny" : "warn"));
    }

    /// <summary>The moment.</summary>
    public long Now => _time.GetTimestamp();
}
