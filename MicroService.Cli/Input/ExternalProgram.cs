using System.ComponentModel;
using System.Diagnostics;

namespace MicroService.Cli.Input;

/// <summary>A program of the user's own that renders manifests, found on <c>PATH</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its full path.</param>
internal sealed record ExternalProgram(string Name, string Path)
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
        var start = new ProcessStartInfo(Path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // A base in a private repository must not ask for a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                process.StandardInput.Close();
                var output = ReadAsync(process.StandardOutput.BaseStream, LongestOutput, isCut: false, timeout.Token);
                var errors = ReadAsync(process.StandardError.BaseStream, LongestError, isCut: true, timeout.Token);
                await Task.WhenAll(output, errors).ConfigureAwait(false);
                await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
                return process.ExitCode == 0
                    ? (await output.ConfigureAwait(false), [])
                    : (null, Lines(await errors.ConfigureAwait(false)) is { Count: > 0 } lines ? lines : [$"It ended with exit code {process.ExitCode}."]);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, [$"It did not end within {Timeout.TotalMinutes} minutes."]);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return (null, [exception.Message]);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int limit, bool isCut, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            if (bytes.Length + read <= limit)
            {
                bytes.Write(buffer, 0, read);
            }
            else if (!isCut)
            {
                throw new IOException($"It printed more than {limit / (1024 * 1024)} MiB.");
            }
        }

        return bytes.ToArray();
    }

    private static List<string> Lines(byte[] text) =>
        [.. System.Text.Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(MostLines)];

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
