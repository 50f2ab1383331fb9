using System.Text.Json.Serialization;

namespace MicroService.Publishing.AppModel.Parameters;

/// <summary>The serialized form of the parameters that a run keeps: a JSON object from names to values.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ParameterJson : JsonSerializerContext;
