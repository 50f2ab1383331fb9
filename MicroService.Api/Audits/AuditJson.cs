using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;

namespace MicroService.Api.Audits;

/// <summary>How audits are written and read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SeverityConverter), typeof(SafetyConverter)])]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(AuditList))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    /// <summary>Readable quotes and umlauts: the answers are JSON and say so, they are never part of an HTML page.</summary>
    public static AuditJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower);

    private sealed class SafetyConverter() : JsonStringEnumConverter<FixSafety>(JsonNamingPolicy.KebabCaseLower);
}
