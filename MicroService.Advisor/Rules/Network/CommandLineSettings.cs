using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// What a container's command line sets, as names and values: <c>--payments=http://payments:8080</c>, <c>--db-host db</c>, a script's
/// words.
/// </summary>
internal static class CommandLineSettings
{
    private static readonly char[] AroundWords = [' ', '\t', '\r', '\n', '"', '\'', '`', '(', ')', '<', '>', '|', '&', ';'];

    public static IEnumerable<(string Name, string Value)> Of(Container container)
    {
        var variables = container.Environment
            .Select(variable => (Reference: $"$({variable.Text("name")})", Value: variable.Text("value"))).ToList();
        var option = "";
        var words = container.CommandLine
            .SelectMany(word => Expanded(word.Value, variables).Split(AroundWords, StringSplitOptions.RemoveEmptyEntries));
        foreach (var word in words)
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

    // The kubelet puts a variable's value in the place of $(NAME).
    private static string Expanded(string word, List<(string Reference, string? Value)> variables) =>
        word.Contains("$(", StringComparison.Ordinal)
            ? variables.Where(variable => variable.Value is not null)
                .Aggregate(word, (text, variable) => text.Replace(variable.Reference, variable.Value, StringComparison.Ordinal))
            : word;
}
