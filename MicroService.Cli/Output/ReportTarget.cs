using System.CommandLine;
using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Cli.Input;

namespace MicroService.Cli.Output;

/// <summary>Where a report goes: to a file, or to standard output.</summary>
/// <param name="File">The file; null for standard output.</param>
internal sealed record ReportTarget(string? File)
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> CreateOption() => new Option<string?>("--output", "-o")
    {
        Description = "The file to write to, instead of standard output. It is replaced as a whole, or not at all.",
        HelpName = "file",
    }.AcceptOnlyFiles();

    /// <summary>Has a document written, and adds a line feed.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public Task<string?> WriteAsync(Action<Stream> write) => SendAsync(output =>
    {
        write(output);
        output.WriteByte((byte)'\n');
    });

    /// <summary>Has text written, with colours only where a terminal shows them.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public Task<string?> WriteTextAsync(Action<TextWriter, Palette> write) => SendAsync(output =>
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 32 * 1024, leaveOpen: true) { NewLine = "\n" };
        write(writer, File is null ? Terminal.Palette : Palette.Plain);
    });

    private async Task<string?> SendAsync(Action<Stream> write)
    {
        if (File is null)
        {
            var output = new StandardOutput();
            await using (output.ConfigureAwait(false))
            {
                write(output);
            }

            return null;
        }

        return await AtomicFile.WriteAsync(File, write).ConfigureAwait(false);
    }
}
