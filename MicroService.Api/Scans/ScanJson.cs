using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.Scans;

/// <summary>The JSON contracts of scans.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(StatusConverter), typeof(OriginConverter), typeof(ReportJson.CategoryConverter), typeof(ReportJson.SeverityConverter),
        typeof(ReportJson.SafetyConverter), typeof(ReportJson.SourceConverter), typeof(ReportJson.ChangeConverter),
    ])]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(ScanSummary))]
[JsonSerializable(typeof(ScanList))]
[JsonSerializable(typeof(ScanDocument))]
[JsonSerializable(typeof(NamespaceHistory))]
[JsonSerializable(typeof(ScanDifferences))]
[JsonSerializable(typeof(ManifestDifferences))]
[JsonSerializable(typeof(WatchRecord))]
[JsonSerializable(typeof(IReadOnlyList<UnreadKind>))]
internal sealed partial class ScanJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: answers are never embedded in HTML.</summary>
    public static ScanJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal sealed class StatusConverter() : JsonStringEnumConverter<ScanStatus>(JsonNamingPolicy.KebabCaseLower);

    internal sealed class OriginConverter() : JsonStringEnumConverter<ScanOrigin>(JsonNamingPolicy.KebabCaseLower);
}
