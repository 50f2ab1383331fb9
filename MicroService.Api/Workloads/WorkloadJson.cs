using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Workloads;

/// <summary>The JSON contracts of workloads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CategoryConverter), typeof(SeverityConverter), typeof(SafetyConverter), typeof(SuppressionConverter)])]
[JsonSerializable(typeof(WorkloadList))]
[JsonSerializable(typeof(WorkloadDocument))]
internal sealed partial class WorkloadJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: answers are never embedded in HTML.</summary>
    public static WorkloadJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private sealed class CategoryConverter() : JsonStringEnumConverter<RuleCategory>(JsonNamingPolicy.KebabCaseLower);

    private sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower);

    private sealed class SafetyConverter() : JsonStringEnumConverter<FixSafety>(JsonNamingPolicy.KebabCaseLower);

    private sealed class SuppressionConverter() : JsonStringEnumConverter<SuppressionSource>(JsonNamingPolicy.KebabCaseLower);
}
