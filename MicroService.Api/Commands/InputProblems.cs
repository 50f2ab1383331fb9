namespace MicroService.Api.Commands;

/// <summary>Tells people what is wrong with their files: one problem a line, as compilers do.</summary>
internal static class InputProblems
{
    public static async Task WriteAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        }
    }
}
