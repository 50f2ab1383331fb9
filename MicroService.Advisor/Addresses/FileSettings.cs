using System.Text.RegularExpressions;

namespace MicroService.Advisor.Addresses;

/// <summary>
/// Reads the settings of a mounted file line by line, whatever its format: INI, properties, TOML, YAML, JSON, or the directives of a server.
/// Templates and files that are only partly of a format are read as far as they go.
/// </summary>
public static partial class FileSettings
{
    // Longer files hold data.
    private const int LongestText = 256 * 1024;

    private const int LongestLine = 4096;

    // Scripts, pages and data name addresses that nobody calls.
    private static readonly string[] Endings = [".conf", ".cfg", ".cnf", ".config", ".ini", ".toml", ".yaml", ".yml", ".json", ".properties", ".alloy", ".river"];

    /// <summary>Whether a file holds the settings of a program, by its name.</summary>
    public static bool AreIn(string file) => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a setting only mentions an address: a schema, a redirect, a link to documentation.</summary>
    public static bool IsMention(string name) => Mention().IsMatch(name);

    /// <summary>The settings of a text, named with the sections and keys above them; a directive has its first word as its name.</summary>
    public static IEnumerable<(string Name, string Value)> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text);
    }

    private static IEnumerable<(string Name, string Value)> Read(string text)
    {
        if (text.Length > LongestText)
        {
            yield break;
        }

        var section = "";
        var above = new Stack<(int Indent, string Key)>();
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length is > 0 and <= LongestLine && !Comment().IsMatch(line)))
        {
            if (Section().Match(line) is { Success: true } named)
            {
                section = named.Groups["name"].Value.TrimEnd(' ', '"');
                above.Clear();
                continue;
            }

            var match = Setting().Match(line);
            var indent = match.Success ? match.Groups["indent"].Length : line.Length - line.TrimStart(' ', '\t', '-').Length;
            while (above.Count > 0 && above.Peek().Indent >= indent && (match.Success || above.Peek().Indent > indent))
            {
                above.Pop();
            }

            if (!match.Success)
            {
                yield return Directive(line, Joined(section, above, null));
                continue;
            }

            var (key, value) = (match.Groups["key"].Value, Bare(match.Groups["value"].Value));
            if (value.Length == 0)
            {
                above.Push((indent, key));
            }
            else
            {
                yield return (Joined(section, above, key), value);
            }
        }
    }

    // proxy_pass http://api:8080; or an item of a list, which is named by what it is in.
    private static (string Name, string Value) Directive(string line, string above)
    {
        var text = Bare(line.TrimStart(' ', '\t', '-'));
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && Word().IsMatch(text[..space]) ? (text[..space], text[(space + 1)..].Trim()) : (above, text);
    }

    private static string Bare(string value)
    {
        var bare = InlineComment().Replace(value, "").Trim().TrimEnd(',', ';', '{').Trim();
        return bare.StartsWith('[') || bare.StartsWith('"') || bare.StartsWith('\'')
            ? bare.Trim('[', ']', ' ').Replace("\"", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Trim()
            : bare;
    }

    private static string Joined(string section, Stack<(int Indent, string Key)> above, string? key) =>
        string.Join('_', above.Select(level => level.Key).Reverse().Prepend(section).Append(key ?? "").Where(part => part.Length > 0));

    [GeneratedRegex(@"^\s*(#|;|//|--\s|<!--)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<=\s)(#|//)\s.*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InlineComment();

    [GeneratedRegex(@"^\s*\[{1,2}[\s""]*(?<name>[A-Za-z_][\w .:/""-]*)\]{1,2}\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Section();

    // In YAML a colon that ends a key has a space behind it, in JSON a quote before it.
    [GeneratedRegex(@"^(?<indent>\s*(-\s+)?)(""(?<key>[^""]{1,100})""\s*:|'(?<key>[^']{1,100})'\s*:|(?<key>[A-Za-z_$][\w.$/-]{0,99})(\s*=(?!=)|\s*:(?=\s|$)))\s*(?<value>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z_-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    // Whole words: schema.registry.url and an issuer that discovery asks are calls.
    [GeneratedRegex(
        @"(^|[_.:])(\$?schema|xmlns(:\w+)?|redirect_?ur[il]s?|web_?origins|server_name|docs?|documentation|homepage|license|title|description|comment|link|referer|example|return|rewrite|add_header|root_?url)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Mention();
}
