using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Cluster.RightSizing;

namespace MicroService.Api.RightSizing;

/// <summary>The JSON contracts of sizes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ConfidenceConverter), typeof(HeapConverter)])]
[JsonSerializable(typeof(WorkloadSizes))]
[JsonSerializable(typeof(WorkloadCurves))]
internal sealed partial class RightSizingJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: answers are never embedded in HTML.</summary>
    public static RightSizingJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    internal sealed class ConfidenceConverter() : JsonStringEnumConverter<Confidence>(JsonNamingPolicy.KebabCaseLower);

    internal sealed class HeapConverter() : JsonStringEnumConverter<HeapRuntime>(JsonNamingPolicy.KebabCaseLower);
}
