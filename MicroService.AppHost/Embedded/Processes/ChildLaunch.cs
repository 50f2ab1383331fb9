using System.Runtime.InteropServices;

namespace MicroService.AppHost.Embedded.Processes;

/// <summary>
/// The step between AppHost and child on Unix: this program, started again, becomes the leader of a session of its own, asks the
/// kernel to be told when the AppHost dies, and then turns into the child.
/// </summary>
/// <remarks>
/// Without it Ctrl+C would reach every process of the terminal at once and in no order, and an AppHost that is killed would leave
/// its children behind.
/// </remarks>
internal static class ChildLaunch
{
    /// <summary>The hidden first argument; then the AppHost's process id, the program and its arguments.</summary>
    public const string Verb = "--become-child";

    private const int CannotExecute = 126;

    /// <summary>The command that starts <paramref name="command"/> through this step; unchanged on Windows.</summary>
    public static ProcessCommand Wrap(ProcessCommand command)
    {
        if (OperatingSystem.IsWindows())
        {
            return command;
        }

        string[] step = [Verb, $"{Environment.ProcessId}", command.FileName, .. command.Arguments];
        var program = Environment.ProcessPath ?? throw new InvalidOperationException("The AppHost doesn't know its own path.");
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return command with { FileName = program, Arguments = isHost ? [typeof(ChildLaunch).Assembly.Location, .. step] : step };
    }

    /// <summary>Becomes the child. Returns an exit code only where that fails.</summary>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (OperatingSystem.IsWindows() || arguments.Length < 2 || !int.TryParse(arguments[0], out var parent))
        {
            return CannotExecute;
        }

        // Fails only if this process leads a group already, and then it is where it should be.
        _ = UnixCalls.CreateSession();
        if (OperatingSystem.IsLinux())
        {
            _ = UnixCalls.ProcessControl(UnixCalls.SetParentDeathSignal, UnixCalls.SignalTerminate);
        }

        // The AppHost may have died before the kernel was asked.
        if (UnixCalls.ParentProcessId() != parent)
        {
            return CannotExecute;
        }

        _ = UnixCalls.Execute(arguments[1], [.. arguments[1..], null]);
        Console.Error.WriteLine($"{arguments[1]} can't be executed: {Marshal.GetLastPInvokeErrorMessage()}");
        return CannotExecute;
    }
}
