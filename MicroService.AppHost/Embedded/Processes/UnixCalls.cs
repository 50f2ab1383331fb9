using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MicroService.AppHost.Embedded.Processes;

/// <summary>The calls of the C library that .NET has no name for.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixCalls
{
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;

    /// <summary><c>PR_SET_PDEATHSIG</c> of prctl(2), Linux only.</summary>
    public const int SetParentDeathSignal = 1;

    /// <summary>kill(2): a negative id means the process group. Returns 0, or -1 where there is nobody to signal.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CreateSession();

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ParentProcessId();

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ProcessControl(int option, nuint argument);

    /// <summary>execvp(3): returns only if it fails. The arguments end with null.</summary>
    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Execute(string file, string?[] arguments);
}
