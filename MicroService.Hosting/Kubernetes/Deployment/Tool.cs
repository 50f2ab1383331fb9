using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Runs the programs that a deployment needs.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end, without a shell.</summary>
    /// <param name="input">The program's standard input.</param>
    /// <param name="line">Is told of each line of output as it comes.</param>
    public static async Task<ToolResult> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken, string input = "", Action<string>? line = null)
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
        };
        process.OutputDataReceived += (_, data) => Keep(output, data.Data);
        process.ErrorDataReceived += (_, data) => Keep(error, data.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ToolResult(null, "", exception.Message);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await WriteAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ToolResult(process.ExitCode, output.ToString(), error.ToString());

        void Keep(StringBuilder text, string? data)
        {
            if (data is not null)
            {
                text.Append(data).Append('\n');
                line?.Invoke(data);
            }
        }
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input; its exit code and error say why.
        }
    }
}
