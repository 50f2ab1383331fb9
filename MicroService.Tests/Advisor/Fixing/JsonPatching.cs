using System.Globalization;
using System.Text.Json.Nodes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;

namespace MicroService.Tests.Advisor.Fixing;

/// <summary>Applies JSON patches as RFC 6902 says, independently of the advisor.</summary>
internal static class JsonPatching
{
    public static JsonNode? ToJson(Node node) => Sorted(JsonNode.Parse(JsonEmitter.Emit(node)));

    public static JsonNode? Apply(JsonNode? root, IReadOnlyList<PatchOperation> operations)
    {
        foreach (var operation in operations)
        {
            var tokens = operation.Path.Split('/').Skip(1).Select(token => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
            var parent = tokens.SkipLast(1).Aggregate(root, (node, token) => node is JsonArray array ? array[Index(token)] : node!.AsObject()[token]);
            Apply(parent, tokens[^1], operation);
        }

        return Sorted(root);
    }

    private static void Apply(JsonNode? parent, string token, PatchOperation operation)
    {
        var value = operation.Value is null ? null : ToJson(operation.Value);
        switch (parent, operation.Op)
        {
            case (JsonArray array, "add"):
                array.Insert(Index(token), value);
                break;
            case (JsonArray array, "replace"):
                array[Index(token)] = value;
                break;
            case (JsonArray array, "remove"):
                array.RemoveAt(Index(token));
                break;
            case (JsonObject mapping, "add"):
                Assert.True(mapping.TryAdd(token, value), $"{operation.Path} is there already.");
                break;
            case (JsonObject mapping, "replace"):
                Assert.True(mapping.ContainsKey(token), $"{operation.Path} is not there.");
                mapping[token] = value;
                break;
            default:
                Assert.True(parent!.AsObject().Remove(token), $"{operation.Path} is not there.");
                break;
        }
    }

    private static int Index(string token) => int.Parse(token, CultureInfo.InvariantCulture);

    // Members of an object have no order; sorted, equal objects print alike.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
