using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Audits;

/// <summary>Measures what the service is for: audits, what they find, and how long they take.</summary>
public sealed class AuditMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Audits";

    private static readonly FrozenDictionary<Severity, string> Severities =
        Enum.GetValues<Severity>().ToFrozenDictionary(severity => severity, severity => severity.ToString().ToLowerInvariant());

    private readonly TimeProvider _time;
    private readonly Counter<long> _audits;
    private readonly Counter<long> _findings;
    private readonly Histogram<int> _score;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments.</summary>
    public AuditMetrics(IMeterFactory meters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _time = time;
        var meter = meters.Create(MeterName);
        _audits = meter.CreateCounter<long>("microservice.audits", description: "Audits answered, made anew or taken from the cache.");
        _findings = meter.CreateCounter<long>("microservice.audit.findings", description: "Findings of the audits made anew.");
        _score = meter.CreateHistogram(
            "microservice.audit.score",
            description: "Overall scores of the audits made anew.",
            // Scores are whole numbers: the bounds are the highest of the grades F to B, of A, and the clean 100.
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [25, 49, 59, 69, 79, 89, 99, 100] });
        _duration = meter.CreateHistogram(
            "microservice.audit.duration",
            unit: "s",
            description: "How long the steps of working on a document take.",
            // A usual document takes a millisecond, one at the limit of size some seconds.
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
    }

    /// <summary>Begins a step, which ends when it is disposed.</summary>
    public AuditStep Begin(AuditPhase phase) =>
        new(this, phase, _time.GetTimestamp(), ApiActivities.Source.StartActivity(NameOf(phase)));

    /// <summary>Counts an audit that was answered.</summary>
    public void CountAnswer(bool cached) => _audits.Add(1, new KeyValuePair<string, object?>("origin", cached ? "cached" : "made"));

    /// <summary>Counts what an audit found.</summary>
    public void CountFindings(AuditReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        _score.Record(report.Score.Value);
        foreach (var kind in report.Findings.CountBy(finding => (finding.RuleId, finding.Severity)))
        {
            _findings.Add(kind.Value, new("rule", kind.Key.RuleId), new("severity", Severities[kind.Key.Severity]));
        }
    }

    internal void Measure(AuditPhase phase, long started) =>
        _duration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("phase", NameOf(phase)));

    private static string NameOf(AuditPhase phase) => phase switch
    {
        AuditPhase.Parse => "parse",
        AuditPhase.Audit => "audit",
        AuditPhase.Fix => "fix",
        _ => throw new UnreachableException(),
    };
}
