using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroService.Cli.Input;

/// <summary>A program of the user's own that renders manifests, found on <c>PATH</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its full path.</param>
internal sealed partial record ExternalProgram(string Name, string Path)
{
    private const int LongestOutput = 512 * 1024 * 1024;
    private const int LongestError = 64 * 1024;
    private const int MostLines = 20;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>The program of a name; null if it is not installed. The current folder is not searched: anything may lie there.</summary>
    public static ExternalProgram? Find(string name)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Where(System.IO.Path.IsPathRooted)
            .Select(folder => System.IO.Path.Combine(folder, file))
            .Where(IsExecutable)
            .Select(path => new ExternalProgram(name, path))
            .FirstOrDefault();
    }

    /// <summary>Runs the program to its end, without a shell and with nothing on standard input.</summary>
    /// <returns>What it printed, or why it failed, in its own words.</returns>
    public async Task<(byte[]? Output, IReadOnlyList<string> Errors)> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // A base in a private repository must not ask for a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            // The end of the program ends its output, which a read cannot be called back from.
            using var timeout = new CancellationTokenSource(Timeout);
            using var atTimeout = timeout.Token.Register(() => process.Kill(entireProcessTree: true));
            using var atInterrupt = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput.BaseStream, LongestOutput);
            var errors = ReadAsync(process.StandardError.BaseStream, LongestError);
            var (printed, isWhole) = await output.ConfigureAwait(false);
            var said = Lines((await errors.ConfigureAwait(false)).Bytes);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested ? (null, [$"It did not end within {Timeout.TotalMinutes} minutes.", .. said])
                : process.ExitCode != 0 ? (null, said is { Count: > 0 } ? said : [$"It ended with exit code {process.ExitCode}."])
                : !isWhole ? (null, [$"It printed more than {LongestOutput / (1024 * 1024)} MiB."])
                : (printed, []);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return (null, [exception.Message]);
        }
    }

    // Reads to the end, so that the program can end, and keeps what the limit lets.
    private static async Task<(byte[] Bytes, bool IsWhole)> ReadAsync(Stream stream, int limit)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var isWhole = true;
        while (await stream.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
        {
            isWhole &= bytes.Length + read <= limit;
            if (isWhole)
            {
                bytes.Write(buffer, 0, read);
            }
        }

        return (bytes.ToArray(), isWhole);
    }

    // kubectl wraps what it says into lines of its log: E1201 00:38:00.1 6824 run.go:72] "command failed" err=<, the text, >.
    private static List<string> Lines(byte[] text) =>
    [
        .. Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => LogHead().Replace(line, "")).Where(line => line is not ("" or ">")).Take(MostLines),
    ];

    [GeneratedRegex("""^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.-]+:\d+\]\s*("command failed" err=<?\s*)?""", RegexOptions.CultureInvariant)]
    private static partial Regex LogHead();

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
