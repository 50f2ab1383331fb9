namespace MicroService.Tests.Telemetry;

/// <summary>A log record as it was received.</summary>
internal sealed record OtlpLogRecord(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string TraceId,
    string SpanId,
    string Severity,
    string Body,
    IReadOnlyDictionary<string, string> Attributes);
