using System.Text.Json.Nodes;
using MicroService.Advisor.Reporting;

namespace MicroService.Tests.Documentation;

/// <summary>The JSON Schema of a recorded baseline.</summary>
internal static class BaselineSchema
{
    public static JsonObject Render() => new()
    {
        ["$schema"] = SchemaFile.Dialect,
        ["$id"] = SchemaFile.Id("baseline-v1"),
        ["title"] = "Baseline of an audit by MicroService (audit --write-baseline)",
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["version"] = new JsonObject { ["const"] = 1, ["description"] = "The version of the baseline." },
            ["findings"] = new JsonObject
            {
                ["type"] = "array",
                ["description"] = "The findings that are accepted.",
                ["items"] = ReportSchema.Of(typeof(BaselineEntry)),
            },
        },
        ["required"] = new JsonArray("version", "findings"),
    };
}
