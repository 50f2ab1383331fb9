using MicroService.Advisor.Rules.Secrets;

namespace MicroService.Publishing.CommandLines;

/// <summary>Finds secrets in plain text in variables and on command lines.</summary>
internal static class LiteralSecret
{
    private static readonly char[] Quotes = ['"', '\''];

    // Redis's options for passwords, and common abbreviations.
    private static readonly string[] Passwords = ["requirepass", "masterauth", "pass", "pw", "pwd"];

    /// <summary>Whether a variable or setting is one, or contains a command line with one.</summary>
    public static bool IsIn(string name, string text) => SecretShape.Of(name, text) is not null || HasOption(text);

    /// <summary>Whether a script sets a variable to one.</summary>
    public static bool IsAssigned(string script) => script.Split([' ', '\t', '\n', ';', '&', '|', '(', '`'], StringSplitOptions.RemoveEmptyEntries).Any(word =>
        word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && word.AsSpan(0, equals).IndexOfAnyExcept(VariableName.Characters) < 0
        && word.AsSpan(equals + 1).IndexOfAny('$', '`') < 0 && IsOptionValue(word[..equals], word[(equals + 1)..]));

    /// <summary>Whether the value of an option is one.</summary>
    public static bool IsOptionValue(string option, string value)
    {
        var name = Passwords.Contains(option.TrimStart('-'), StringComparer.OrdinalIgnoreCase) ? "password" : option;
        return SecretShape.Of(name, value.Trim(Quotes)) is not null;
    }

    /// <summary>Whether a word is an option whose value is the next word.</summary>
    public static bool IsOption(string word) => word.StartsWith("--", StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal);

    private static bool HasOption(string text)
    {
        if (!text.Contains('-', StringComparison.Ordinal))
        {
            return false;
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < words.Length; index++)
        {
            var equals = words[index].StartsWith('-') ? words[index].IndexOf('=', StringComparison.Ordinal) : -1;
            var isSecret = equals > 0 ? IsOptionValue(words[index][..equals], words[index][(equals + 1)..])
                : index > 0 && IsOption(words[index - 1]) && !words[index].StartsWith('-') && IsOptionValue(words[index - 1], words[index]);
            if (isSecret)
            {
                return true;
            }
        }

        return false;
    }
}
