namespace MicroService.Advisor.Addresses;

/// <summary>
/// What a command line sets, as names and values: <c>--payments=http://payments:8080</c>, <c>--db-host db</c>, a script's words.
/// </summary>
public static class CommandLineWords
{
    private static readonly char[] AroundWords = [' ', '\t', '\r', '\n', '"', '\'', '`', '(', ')', '<', '>', '|', '&', ';'];

    /// <summary>The settings of a command line; words of their own have an empty name.</summary>
    public static IEnumerable<(string Name, string Value)> Of(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var option = "";
        foreach (var word in arguments.SelectMany(argument => argument.Split(AroundWords, StringSplitOptions.RemoveEmptyEntries)))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !word.AsSpan(0, equals).Contains('/'))
            {
                yield return (word[..equals], word[(equals + 1)..]);
                option = "";
            }
            else if (word[0] == '-')
            {
                option = word;
            }
            else
            {
                yield return (option, word);
                option = "";
            }
        }
    }
}
