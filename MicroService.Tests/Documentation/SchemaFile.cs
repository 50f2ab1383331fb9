using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Documentation;

/// <summary>The JSON Schemas that docs/schemas publishes.</summary>
internal static class SchemaFile
{
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a schema is called; nothing has to be there to be fetched.</summary>
    public static string Id(string name) => $"https://advisor.microservice.dev/schemas/{name}.json";

    /// <summary>Compares a schema with the published one.</summary>
    public static void Matches(string name, JsonNode schema) => GoldenFile.Matches($"docs/schemas/{name}.json", schema.ToJsonString(Readable) + "\n");

    /// <summary>Where a document is not as the schema says; empty if it is.</summary>
    public static IReadOnlyList<string> Faults(JsonNode schema, JsonNode? document)
    {
        var copy = schema.DeepClone().AsObject();
        // Evaluated again and again, a schema of the same name would be a mistake.
        copy.Remove("$id");
        using var parsed = JsonDocument.Parse(document?.ToJsonString() ?? "null");
        var results = JsonSchema.FromText(copy.ToJsonString()).Evaluate(parsed.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. (results.Details ?? []).Where(detail => detail.Errors is { Count: > 0 })
                .Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}").DefaultIfEmpty("It is not valid.")];
    }
}
