using System.ComponentModel;
using System.Diagnostics;

namespace MicroService.AppHost.Embedded.Processes;

/// <summary>A running process with everything it started.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _output;

    private ChildProcess(Process process, Action<string> onLine)
    {
        _process = process;
        Id = process.Id;
        StartTime = StartOf(process);
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, onLine), PumpAsync(process.StandardError, onLine));
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>When the process started, UTC; with the id it names a process for good. The beginning of time if it had ended before it was asked.</summary>
    public DateTime StartTime { get; }

    /// <summary>Ends with the exit code.</summary>
    public Task<int> Exited { get; }

    /// <summary>When the process started, UTC; the beginning of time if it has ended, for then the system does not know any more.</summary>
    public static DateTime StartOf(Process process)
    {
        try
        {
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return DateTime.MinValue;
        }
    }

    /// <summary>Starts a process whose lines of output and error go to <paramref name="onLine"/>.</summary>
    /// <exception cref="Win32Exception">The program doesn't exist or can't be executed.</exception>
    public static async Task<ChildProcess> StartAsync(LaunchThread launcher, ProcessCommand command, Action<string> onLine)
    {
        var wrapped = ChildLaunch.Wrap(command);
        var start = new ProcessStartInfo(wrapped.FileName, wrapped.Arguments)
        {
            WorkingDirectory = wrapped.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in wrapped.Environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        await launcher.StartAsync(process);
        process.StandardInput.Close();
        return new ChildProcess(process, onLine);
    }

    /// <summary>SIGTERM, then after the grace period (or at once when cancelled) SIGKILL to the whole group. Returns the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan grace, TimeProvider time, CancellationToken killNow)
    {
        if (!OperatingSystem.IsWindows() && !Exited.IsCompleted)
        {
            _ = UnixCalls.Kill(Id, UnixCalls.SignalTerminate);
            await Task.WhenAny(Exited, Task.Delay(grace, time, killNow));
        }

        KillTree();
        return await Exited;
    }

    /// <summary>Ends the process and all that it started, now.</summary>
    public void KillTree()
    {
        // Once it has ended and been cleaned up after, its id may be somebody else's.
        if (Exited is { IsCompleted: true })
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            _ = UnixCalls.Kill(-Id, UnixCalls.SignalKill);
        }
        else if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> WaitAsync()
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Exited += (_, _) => exited.TrySetResult();
        if (!_process.HasExited)
        {
            await exited.Task;
        }

        // What it started holds its output open; nobody else may need it after this.
        KillTree();
        await _output;
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            onLine(line);
        }
    }
}
