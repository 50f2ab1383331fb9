using System.Text.RegularExpressions;

namespace MicroService.Publishing.CommandLines;

/// <summary>
/// The place of a variable in a shell script. Only words without quotes and in double quotes are understood, because every shell agrees
/// on those; everything else is refused instead of being guessed.
/// </summary>
internal static partial class ScriptPlace
{
    // One character or group of a word in double quotes: text, an escape, $NAME, ${NAME}, $1, $?.
    private const string InQuotes = """(?>[^"\\$`]+|\\.|\$(?:\w+|\{\w+\}|[@*#?!$-]))*""";

    /// <summary>
    /// Returns the variable as it is written at the end of a script, so that the shell reads its value as text; or the reason why it can't
    /// be written there, as a clause.
    /// </summary>
    /// <param name="script">The script up to the place.</param>
    /// <param name="name">The variable's name.</param>
    public static (string? Variable, string? Refusal) At(string script, string name)
    {
        var commands = script[..Understood().Match(script).Length];
        var rest = script[commands.Length..];
        var isQuoted = rest is ['"', ..] && OpenQuote().Match(rest).Length == rest.Length;
        return rest.Length > 0 && !isQuoted ? (null, Reason(rest is ['"', ..] ? rest[OpenQuote().Match(rest).Length..] : rest))
            : Interpreter().IsMatch(Strings().Replace(commands, "''")) ? (null, "behind a command that may run its arguments as another script")
            : isQuoted ? ($"${{{name}}}", null)
            : ($"\"${{{name}}}\"", null);
    }

    private static string Reason(string text) => text switch
    {
        ['\'', ..] => "in single quotes, where a shell expands no variables",
        ['`', ..] => "in or behind backticks",
        ['$', '\'', ..] => "in or behind $'…'",
        ['$', '(', '(', ..] or ['(', '(', ..] => "in or behind arithmetic",
        ['$', '(', ..] => "in or behind $(…)",
        ['$', '{', ..] => "in or behind an expansion such as ${NAME:-…}",
        ['$', ..] => "behind a dollar sign",
        ['<', '<', ..] => "in or behind a here-document",
        ['#', ..] => "in a comment",
        _ => "behind a backslash",
    };

    // Words, escapes, closed quotes, variables, and comments up to the end of their line.
    [GeneratedRegex($$"""\A(?>[^'"\\$`<#(]+|\\.|'[^']*'|"{{InQuotes}}"|\$(?:\w+|\{\w+\}|[@*#?!$-])|<(?!<)|\((?!\()|(?<!\A|[\s;&|()<>])#|(?<!\\\n)#[^\n]*\n)*""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Understood();

    [GeneratedRegex($"""\A"{InQuotes}""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex OpenQuote();

    [GeneratedRegex($"""\\.|'[^']*'|(?:"{InQuotes}")""", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Strings();

    // In the same command.
    [GeneratedRegex(@"(?:^|[\s;&|(/])(?:eval|trap|sh|bash|ash|dash|zsh|ksh|su|runuser|ssh|xargs|env\s+-\w*S)\s[^;&|\n]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Interpreter();
}
