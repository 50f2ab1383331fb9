using System.Text.Json;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting.Sarif;

/// <summary>Writes rules as SARIF's reporting descriptors.</summary>
internal static class SarifRule
{
    /// <summary>The level of a severity (SARIF 2.1.0, 3.27.10).</summary>
    public static string Level(Severity severity) => severity switch
    {
        Severity.Danger => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary>A category as it is written everywhere.</summary>
    public static string Category(RuleCategory category) => JsonNamingPolicy.KebabCaseLower.ConvertName(category.ToString());

    /// <summary>Writes a rule; one that this version does not have, such as of an old audit, by its id alone.</summary>
    public static void Write(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        if (RuleCatalog.Find(id)?.Definition is { } definition)
        {
            WriteDefinition(writer, definition);
        }

        writer.WriteEndObject();
    }

    private static void WriteDefinition(Utf8JsonWriter writer, RuleDefinition definition)
    {
        writer.WriteString("name"u8, PascalCase(definition.Id));
        WriteText(writer, "shortDescription", definition.Title);
        WriteText(writer, "fullDescription", definition.Why);
        writer.WriteString("helpUri"u8, definition.Reference.AbsoluteUri);
        writer.WriteStartObject("help"u8);
        writer.WriteString("text"u8, $"{definition.Why} {Remedy(definition)} See {definition.Reference}");
        writer.WriteString("markdown"u8, $"**{definition.Title}**\n\n{definition.Why}\n\n{Remedy(definition)}\n\n[Reference]({definition.Reference})");
        writer.WriteEndObject();
        writer.WriteStartObject("defaultConfiguration"u8);
        writer.WriteString("level"u8, Level(definition.Severity));
        writer.WriteEndObject();
        writer.WriteStartObject("properties"u8);
        writer.WriteStartArray("tags"u8);
        foreach (var tag in Tags(definition))
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
        writer.WriteString("precision"u8, "high"u8);
        writer.WriteString("problem.severity"u8, definition.Severity switch { Severity.Danger => "error", Severity.Warning => "warning", _ => "recommendation" });
        if (IsSecurity(definition.Category))
        {
            // GitHub: over 9 is critical, 7 to 8.9 high, 4 to 6.9 medium, below low.
            writer.WriteString("security-severity"u8, definition.Severity switch { Severity.Danger => "8.0", Severity.Warning => "5.5", _ => "2.5" });
        }

        writer.WriteEndObject();
    }

    private static string[] Tags(RuleDefinition definition)
    {
        var category = Category(definition.Category);
        return IsSecurity(definition.Category) ? ["kubernetes", category, "security"] : ["kubernetes", category, "reliability"];
    }

    private static bool IsSecurity(RuleCategory category) =>
        category is RuleCategory.PodSecurity or RuleCategory.Identity or RuleCategory.Network or RuleCategory.Secrets or RuleCategory.Images;

    private static string Remedy(RuleDefinition definition) =>
        definition.FixSummary is { } fix ? $"The fix: {fix}" : "A person has to decide how to mend this.";

    private static string PascalCase(string id) =>
        string.Concat(id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
    }
}
