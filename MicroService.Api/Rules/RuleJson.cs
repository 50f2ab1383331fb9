using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Rules;

/// <summary>How rules are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CategoryConverter), typeof(SeverityConverter)])]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(RuleList))]
internal sealed partial class RuleJson : JsonSerializerContext
{
    /// <summary>Readable quotes, as in <see cref="Audits.AuditJson.Readable"/>.</summary>
    public static RuleJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private sealed class CategoryConverter() : JsonStringEnumConverter<RuleCategory>(JsonNamingPolicy.KebabCaseLower);

    private sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower);
}
