using System.Text.Json.Serialization;

namespace MicroService.ServiceDefaults.Lifecycle;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RefusalDocument))]
internal sealed partial class LifecycleJson : JsonSerializerContext;
