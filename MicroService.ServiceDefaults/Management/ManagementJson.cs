using System.Text.Json.Serialization;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Logging;

namespace MicroService.ServiceDefaults.Management;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ServiceInfo))]
[JsonSerializable(typeof(IReadOnlyList<ConfigurationEntry>))]
[JsonSerializable(typeof(IReadOnlyList<LogLevelOverride>))]
[JsonSerializable(typeof(ManagementProblem))]
internal sealed partial class ManagementJson : JsonSerializerContext;
