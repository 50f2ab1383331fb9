using System.Text.Json.Nodes;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Documentation;

/// <summary>The JSON Schema of <c>.microservice.yaml</c>, made of the catalog.</summary>
internal static class SettingsSchema
{
    private const string NamePattern = "Names of objects; * stands for any letters, ? for one.";

    public static JsonObject Render() => new()
    {
        ["$schema"] = SchemaFile.Dialect,
        ["$id"] = SchemaFile.Id("settings-v1"),
        ["title"] = "Settings of a team for the advisor of MicroService (.microservice.yaml)",
        ["type"] = new JsonArray("object", "null"),
        ["additionalProperties"] = false,
        ["$defs"] = Definitions(),
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string", ["description"] = "Where this schema is, for editors." },
            ["version"] = new JsonObject { ["const"] = 1, ["description"] = "The version of the settings." },
            ["rules"] = Rules(),
            ["exclude"] = new JsonObject
            {
                ["type"] = new JsonArray("array", "null"),
                ["description"] = "Files and folders to leave out: globs of paths from the folder of this file.",
                ["items"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["pattern"] = @"^(?!/)(?!(.*/)?\.\.(/|$))[^\\]+$" },
            },
            ["exceptions"] = new JsonObject
            {
                ["type"] = new JsonArray("array", "null"),
                ["description"] = "Findings that are accepted, where, why and until when.",
                ["items"] = Exception(),
            },
        },
    };

    private static JsonObject Rules()
    {
        var properties = new JsonObject();
        foreach (var rule in RuleCatalog.All.Select(rule => rule.Definition))
        {
            foreach (var id in rule.FormerIds.Prepend(rule.Id))
            {
                properties[id] = Rule(rule, isFormer: id != rule.Id);
            }
        }

        return new JsonObject
        {
            ["type"] = new JsonArray("object", "null"),
            ["description"] = "What is decided about single rules, by their ids.",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
    }

    private static JsonObject Rule(RuleDefinition rule, bool isFormer)
    {
        var settings = new JsonObject { ["severity"] = Reference("severity") };
        foreach (var parameter in rule.Parameters)
        {
            settings[parameter.Name] = new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = parameter.Least,
                ["maximum"] = parameter.Most,
                ["default"] = parameter.Default,
                ["description"] = parameter.Meaning,
            };
        }

        var schema = new JsonObject
        {
            ["description"] = isFormer ? $"Former id of {rule.Id}. {rule.Title}." : $"{rule.Title}.",
            ["anyOf"] = new JsonArray(
                Reference("severity"),
                new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = settings }),
        };
        if (isFormer)
        {
            schema["deprecated"] = true;
        }

        return schema;
    }

    private static JsonObject Exception() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("rules", "reason"),
        ["anyOf"] = new JsonArray(Required("namespace"), Required("object"), Required("container")),
        ["properties"] = new JsonObject
        {
            ["rules"] = new JsonObject
            {
                ["description"] = "The rules, by their ids.",
                ["anyOf"] = new JsonArray(
                    Reference("rule"),
                    new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("rule") }),
            },
            ["namespace"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["description"] = $"The namespace of the objects. {NamePattern}" },
            ["object"] = new JsonObject { ["type"] = "string", ["pattern"] = @"^(\*|.*/.*)$", ["description"] = $"Kind/name, such as Deployment/cart. {NamePattern}" },
            ["container"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["description"] = $"The containers that the findings are about. {NamePattern}" },
            ["reason"] = new JsonObject { ["type"] = "string", ["pattern"] = @"\S", ["description"] = "Why the findings are accepted." },
            ["expires"] = new JsonObject { ["type"] = "string", ["format"] = "date", ["pattern"] = @"^\d{4}-\d{2}-\d{2}$", ["description"] = "The last day of the exception, UTC." },
        },
    };

    private static JsonObject Definitions() => new()
    {
        ["severity"] = new JsonObject
        {
            ["description"] = "off, or how much the findings matter.",
            ["enum"] = new JsonArray("off", "on", "danger", "warning", "advice", false, true),
        },
        ["rule"] = new JsonObject
        {
            ["enum"] = new JsonArray([.. RuleCatalog.All.SelectMany(rule => rule.Definition.FormerIds.Prepend(rule.Definition.Id)).Select(id => (JsonNode)id)]),
        },
    };

    private static JsonObject Required(string key) => new() { ["required"] = new JsonArray(key) };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
