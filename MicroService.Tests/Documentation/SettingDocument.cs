using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroService.Tests.Documentation;

/// <summary>The settings of a running Api as a page of the documentation.</summary>
internal static class SettingDocument
{
    private static readonly Dictionary<string, string> Connections = new()
    {
        ["ConnectionStrings:cache"] = "Garnet or Redis, such as `cache:6379,password=…`; without it reports are cached in the process alone. Whether there is one is decided at start",
        ["ConnectionStrings:history"] = "The history's database: PostgreSQL (names a `Host`) or SQLite (`Data Source=…`). Another kind of database takes a restart",
    };

    /// <summary>Sections whose keys cannot be listed, with the key that stands for all of them.</summary>
    public static readonly Dictionary<string, string> Patterns = new()
    {
        ["Logging:LogLevel:"] = "Logging:LogLevel:<category>",
        ["services:"] = "services:<name>:<endpoint>:<number>",
    };

    /// <summary>Settings with one key for each of several names.</summary>
    public static readonly string[] Families = ["Health:CheckTimeouts", "Health:Readiness"];

    public static string Render(JsonArray settings)
    {
        var text = new StringBuilder("""
            # Settings

            Every setting that the Api reads, as `/config` lists them with the value in effect and where it comes from. This page is generated from the options: `UPDATE_GOLDEN=1` with the test `SettingDocumentTests` rewrites it. How settings are given, how they reload and what is refused is in [operations](operations.md#configuration).

            In the environment and as a file's name `:` is `__`. Durations are written `250ms`, `5s`, `10m` or `00:00:05`. A change of a mounted file counts at once (*reload*) or at the next start (*restart*); changes of the environment always need a restart.

            """);
        foreach (var section in settings.GroupBy(setting => Section((string)setting!["key"]!)).OrderBy(section => section.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| key | environment | type | default | range | change | meaning |\n|---|---|---|---|---|---|---|\n");
            foreach (var family in Families.Where(family => Section(family) == section.Key))
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{family}:<name>` | `{Variable(family)}__<name>` | one by name |  |  | reload | {SettingMeanings.Of(family)} |\n");
            }

            foreach (var setting in section)
            {
                var key = Key(setting!);
                text.Append(CultureInfo.InvariantCulture, $"| `{key}` | `{Variable(key)}` | {Words((string)setting!["kind"]!)} | {Code((string?)setting["default"])} | {(string?)setting["range"] ?? ""} | {((bool)setting["needsRestart"]! ? "restart" : "reload")} | {Meaning(setting)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What is known of the setting; empty where nothing is.</summary>
    public static string Meaning(JsonNode setting)
    {
        var key = (string)setting["key"]!;
        return (string?)setting["meaning"] ?? Connections.GetValueOrDefault(key) ?? SettingMeanings.Of(key) ?? "";
    }

    /// <summary>The key of the setting, or the one that stands for all keys of its section.</summary>
    public static string Key(JsonNode setting) =>
        (string)setting["key"]! is var key && Patterns.Keys.FirstOrDefault(section => key.StartsWith(section, StringComparison.Ordinal)) is { } section ? Patterns[section] : key;

    private static string Section(string key) => key.Contains(':', StringComparison.Ordinal) ? key.Split(':')[0] : "The host";

    private static string Variable(string key) => key == "ENVIRONMENT" ? "ASPNETCORE_ENVIRONMENT" : key.Replace(":", "__", StringComparison.Ordinal);

    private static string Code(string? value) => value is null ? "" : value.Contains(' ', StringComparison.Ordinal) ? value : $"`{value}`";

    private static string Words(string kind) => string.Concat(kind.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}")).Trim();
}
