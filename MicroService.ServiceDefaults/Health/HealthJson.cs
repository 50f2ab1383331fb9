using System.Text.Json.Serialization;

namespace MicroService.ServiceDefaults.Health;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceHealth))]
internal sealed partial class HealthJson : JsonSerializerContext;
