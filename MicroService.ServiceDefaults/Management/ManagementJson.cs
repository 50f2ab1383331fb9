using System.Text.Json.Serialization;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Management;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(IReadOnlyList<ConfigurationEntry>))]
internal sealed partial class ManagementJson : JsonSerializerContext;
