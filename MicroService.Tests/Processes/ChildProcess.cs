using System.Collections.Concurrent;
using System.Diagnostics;

namespace MicroService.Tests.Processes;

/// <summary>A program started by a test: its output is kept line by line, and it never outlives the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        // Lines may come even while it is disposed of, and a failure here would end the test program: nothing that they touch is ever disposed of.
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
    }

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>The lines of standard error so far.</summary>
    public IReadOnlyList<string> Error => [.. _error];

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program with nothing of the test's own environment but what programs need to run, plus <paramref name="environment"/>.</summary>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        if (InheritedSignals.AreIgnored)
        {
            (program, arguments) = (InheritedSignals.Restorer, [.. InheritedSignals.Restoration, InheritedSignals.Locate(program), .. arguments]);
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => !IsNeededToRun(name)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(start);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end, for which it gets two minutes or <paramref name="patience"/>, with <paramref name="input"/> as its standard input.</summary>
    public static async Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null,
        TimeSpan? patience = null)
    {
        await using var child = Start(program, arguments, environment, workingDirectory);
        try
        {
            await child._process.StandardInput.WriteAsync(input);
            child._process.StandardInput.Close();
        }
        catch (IOException) when (input.Length > 0)
        {
            // The program ended, or closed its input, without reading all of it: its exit code says whether that is right.
        }

        var exitCode = await child.WaitForExitAsync(patience);
        return new ProcessResult(exitCode, Text(child._output), Text(child._error));
    }

    /// <summary>Waits until a line of standard output satisfies <paramref name="predicate"/> and returns it.</summary>
    public async Task<string> WaitForOutputAsync(Func<string, bool> predicate)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!_output.Any(predicate))
        {
            await Task.Delay(Look, CancellationToken.None);
            if (HasExited)
            {
                // Lines may still be on their way from a program that has ended.
                await WaitForExitAsync();
            }

            if ((HasExited && !_output.Any(predicate)) || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The expected line did not come.\n{Transcript()}");
            }
        }

        return _output.First(predicate);
    }

    /// <summary>Tells the program that no more input comes.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    public async Task SignalAsync(ProcessSignal signal)
    {
        using var kill = Process.Start("kill", ["-s", signal.ToString().ToUpperInvariant(), $"{Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end and for all output; fails with what was written where the program does not end.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The program did not end within {patience ?? Patience}.\n{Transcript()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Everything written so far, for failure messages.</summary>
    public string Transcript() =>
        $"{Path.GetFileName(_process.StartInfo.FileName)} ({(HasExited ? $"exit code {_process.ExitCode}" : "running")})\n"
        + $"{Text(_output)}{Text(_error)}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static bool IsNeededToRun(string name) =>
        name is "PATH" or "HOME" or "USER" or "TMPDIR" or "LANG" or "DOTNET_ROOT" or "SystemRoot" or "USERPROFILE" or "TEMP" or "TMP";

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
