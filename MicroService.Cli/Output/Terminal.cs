using System.Text;
using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Output;

/// <summary>Standard output and standard error.</summary>
internal static class Terminal
{
    /// <summary>Colours if standard output is a terminal that shows them and the user has not turned them off (no-color.org).</summary>
    public static Palette Palette =>
        Console.IsOutputRedirected
        || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? Palette.Plain
            : Palette.Coloured;

    /// <summary>Standard output, buffered, in UTF-8, with line feeds alone.</summary>
    public static StreamWriter OpenOutput() =>
        new(new StandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 32 * 1024) { NewLine = "\n" };

    /// <summary>
    /// Writes one problem a line to standard error, as compilers do; what a manifest says in it can't look like another line.
    /// </summary>
    public static async Task WriteErrorsAsync(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            await Console.Error.WriteLineAsync(VisibleText.Of(problem)).ConfigureAwait(false);
        }
    }
}
