using System.Diagnostics;

namespace MicroService.Api.Audits;

/// <summary>One step of the work on a document while it is under way: its duration is measured, and it is a span if spans are collected.</summary>
public readonly struct AuditStep : IDisposable
{
    private readonly AuditMetrics _metrics;
    private readonly AuditPhase _phase;
    private readonly long _started;
    private readonly Activity? _span;

    internal AuditStep(AuditMetrics metrics, AuditPhase phase, long started, Activity? span)
    {
        _metrics = metrics;
        _phase = phase;
        _started = started;
        _span = span;
    }

    /// <summary>Says something of the step on its span: counts and sizes, never content.</summary>
    public void Describe(string attribute, long value) => _span?.SetTag(attribute, value);

    /// <summary>Marks the span as failed, with what kind of failure it was.</summary>
    public void Fail(string kind) => _span?.SetTag("error.type", kind).SetStatus(ActivityStatusCode.Error);

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Measure(_phase, _started);
        _span?.Dispose();
    }
}
