using System.Text.RegularExpressions;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Finds secrets in the text of a settings file: properties, ini, env, YAML, JSON, TOML.</summary>
internal static partial class SettingLine
{
    private const int LongestLine = 4096;

    private static readonly string[] SettingsFiles = ["", ".properties", ".env", ".ini", ".conf", ".cfg", ".cnf", ".yaml", ".yml", ".json", ".toml", ".config", ".txt"];

    /// <summary>True if the file's name is one of settings, not of a program or a page, where names mean other things.</summary>
    public static bool IsSettings(string fileName) => SettingsFiles.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase);

    /// <summary>What secrets there are, each with the setting's name and line, never its value.</summary>
    public static IEnumerable<string> SecretsIn(string text)
    {
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length > 0 && SecretIn(line.Trim()) is { } secret)
            {
                yield return $"{secret} in line {number}";
            }
        }
    }

    private static string? SecretIn(string line)
    {
        if (line is { Length: > LongestLine } or [] or ['#' or ';', ..] || line.StartsWith("//", StringComparison.Ordinal))
        {
            return null;
        }

        var setting = Setting().Match(line.TrimStart('-', ' ', '\t'));
        return setting.Success && SecretShape.Of(setting.Groups["name"].Value, setting.Groups["value"].Value) is { } named
            ? $"{named} ({setting.Groups["name"].Value})"
            : SecretShape.Of("", line);
    }

    [GeneratedRegex("""^["']?(?<name>[\w.-]{1,100})["']?\s{0,20}[:=]\s{0,20}["']?(?<value>[^\s"'(){}\[\]]{4,500})["']?\s*,?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();
}
