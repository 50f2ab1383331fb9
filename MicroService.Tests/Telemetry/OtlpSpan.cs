namespace MicroService.Tests.Telemetry;

/// <summary>A span as it was received.</summary>
internal sealed record OtlpSpan(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    OtlpSpanKind Kind,
    ulong Start,
    ulong End,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The attribute's value; empty where there is none.</summary>
    public string this[string attribute] => Attributes.GetValueOrDefault(attribute, "");

    public override string ToString() =>
        $"{SpanId} under {ParentId} of {TraceId}: {Kind} {Name} [{Scope}] {string.Join(", ", Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"))}";
}
