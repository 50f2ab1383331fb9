using System.Text.Json;

namespace MicroService.Publishing.AppModel;

/// <summary>A resource of a cloud or an extension (<c>azure.bicep.v0</c>, <c>dapr.v0</c>, <c>aws.*</c>, …), kept as it is.</summary>
/// <param name="Content">The whole entry.</param>
internal sealed record OpaqueResource(string Name, string Type, JsonElement Content) : ManifestResource(Name, Type)
{
    /// <summary>The connection string that Azure resources have, or null.</summary>
    public string? ConnectionString =>
        Content.TryGetProperty("connectionString", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public override IEnumerable<ManifestExpression> Expressions() => Strings(Content, JsonPointer.Root.Append("resources").Append(Name));

    private static IEnumerable<ManifestExpression> Strings(JsonElement element, JsonPointer pointer) => element.ValueKind switch
    {
        JsonValueKind.String => [new ManifestExpression(pointer.ToString(), element.GetString()!)],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value, pointer.Append(property.Name))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Strings(item, pointer.Append(index))),
        _ => [],
    };
}
