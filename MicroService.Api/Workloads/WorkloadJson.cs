using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.Workloads;

/// <summary>The JSON contracts of workloads.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(ReportJson.CategoryConverter), typeof(ReportJson.SeverityConverter), typeof(ReportJson.SafetyConverter), typeof(ReportJson.SourceConverter),
    ])]
[JsonSerializable(typeof(WorkloadList))]
[JsonSerializable(typeof(WorkloadDocument))]
internal sealed partial class WorkloadJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: answers are never embedded in HTML.</summary>
    public static WorkloadJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
