using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MicroService.Advisor.Reporting;

namespace MicroService.Tests.Documentation;

/// <summary>The JSON Schema of the report, made of the types that it is written from and of what their documentation says.</summary>
internal static partial class ReportSchema
{
    private static readonly Dictionary<string, XElement> Documented =
        XDocument.Load(Path.ChangeExtension(typeof(AuditDocument).Assembly.Location, ".xml")).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);

    public static JsonObject Render()
    {
        var schema = Of(typeof(AuditDocument));
        schema.Insert(0, "title", "Report of an audit by MicroService (audit --format json, POST /v1/audits)");
        schema.Insert(0, "$id", SchemaFile.Id("report-v1"));
        schema.Insert(0, "$schema", SchemaFile.Dialect);
        return schema;
    }

    /// <summary>The schema of one of the report's types.</summary>
    public static JsonObject Of(Type type)
    {
        var schema = ReportJson.Default.AuditDocument.Options
            .GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe })
            .AsObject();
        schema["type"] = "object";
        return schema;
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        // What may be null is left out instead.
        if (schema["properties"] is JsonObject properties)
        {
            schema["required"] = new JsonArray([.. properties.Where(property => !IsOptional(property.Value)).Select(property => (JsonNode)property.Key)]);
        }

        if (context.PropertyInfo is { } property && Description(property.DeclaringType, property.Name) is { Length: > 0 } text)
        {
            schema["description"] = text;
        }

        return schema;
    }

    private static bool IsOptional(JsonNode? schema) =>
        schema is not JsonObject node
        || (node["type"] is null && node["enum"] is null && node["$ref"] is null)
        || (node["type"] is JsonArray types && types.Any(type => (string?)type == "null"))
        || (node["enum"] is JsonArray values && values.Contains(null));

    // A record's properties are documented as its parameters.
    private static string? Description(Type type, string name)
    {
        var member = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Single(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Name;
        var own = Documented.GetValueOrDefault($"P:{type.FullName}.{member}")?.Element("summary")
            ?? Documented.GetValueOrDefault($"T:{type.FullName}")?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == member);
        return own is null ? null : White().Replace(own.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
