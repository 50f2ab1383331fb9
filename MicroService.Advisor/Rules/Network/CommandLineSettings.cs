using MicroService.Advisor.Addresses;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// What a container's command line sets, as names and values: <c>--payments=http://payments:8080</c>, <c>--db-host db</c>, a script's
/// words.
/// </summary>
internal static class CommandLineSettings
{
    public static IEnumerable<(string Name, string Value)> Of(Container container)
    {
        var variables = container.Environment
            .Select(variable => (Reference: $"$({variable.Text("name")})", Value: variable.Text("value"))).ToList();
        return CommandLineWords.Of(container.CommandLine.Select(word => Expanded(word.Value, variables)));
    }

    // The kubelet puts a variable's value in the place of $(NAME).
    private static string Expanded(string word, List<(string Reference, string? Value)> variables) =>
        word.Contains("$(", StringComparison.Ordinal)
            ? variables.Where(variable => variable.Value is not null)
                .Aggregate(word, (text, variable) => text.Replace(variable.Reference, variable.Value, StringComparison.Ordinal))
            : word;
}
