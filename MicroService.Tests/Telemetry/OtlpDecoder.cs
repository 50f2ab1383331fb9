using System.Globalization;
using Google.Protobuf;

namespace MicroService.Tests.Telemetry;

/// <summary>Reads the export requests of OTLP 1.x; the numbers are those of the public protocol.</summary>
internal static class OtlpDecoder
{
    public static IEnumerable<OtlpSpan> Spans(ByteString request) =>
        from entry in Scoped(request)
        from span in entry.Scope.Messages(2)
        select new OtlpSpan(
            entry.Resource, entry.Name, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (OtlpSpanKind)span.Number(6), span.Number(7), span.Number(8),
            span.Messages(15).Any(status => status.Number(3) == 2), Attributes(span, 9));

    public static IEnumerable<OtlpLogRecord> LogRecords(ByteString request) =>
        from entry in Scoped(request)
        from record in entry.Scope.Messages(2)
        select new OtlpLogRecord(
            entry.Resource, entry.Name, record.Hex(9), record.Hex(10), record.Text(3), record.Messages(5).Select(Value).FirstOrDefault(""), Attributes(record, 6));

    /// <summary>The names of the metrics.</summary>
    public static IEnumerable<string> Metrics(ByteString request) =>
        from entry in Scoped(request)
        from metric in entry.Scope.Messages(2)
        select metric.Text(1);

    // All three signals nest alike: resources (1) with a resource (1) and scopes (2), which have a scope (1) and the items (2).
    private static IEnumerable<(IReadOnlyDictionary<string, string> Resource, string Name, WireMessage Scope)> Scoped(ByteString request) =>
        from resource in new WireMessage(request).Messages(1)
        let attributes = Attributes(resource.Messages(1).First(), 1)
        from scope in resource.Messages(2)
        select ((IReadOnlyDictionary<string, string>)attributes, scope.Messages(1).Select(named => named.Text(1)).FirstOrDefault(""), scope);

    private static Dictionary<string, string> Attributes(WireMessage message, int field) =>
        message.Messages(field).ToDictionary(attribute => attribute.Text(1), attribute => attribute.Messages(2).Select(Value).FirstOrDefault(""));

    private static string Value(WireMessage value) => value switch
    {
        _ when value.Has(1) => value.Text(1),
        _ when value.Has(2) => value.Number(2) == 0 ? "false" : "true",
        _ when value.Has(3) => ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture),
        _ when value.Has(4) => BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture),
        _ when value.Has(5) => string.Join(',', value.Messages(5).SelectMany(array => array.Messages(1)).Select(Value)),
        _ => "",
    };
}
