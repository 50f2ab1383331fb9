using System.Runtime.InteropServices;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>The heap of the C library, from which compression, SQLite and TLS take their memory.</summary>
internal static class NativeHeap
{
    // musl, which Alpine has, returns memory by itself and has no such call.
    private static bool _canTrim = OperatingSystem.IsLinux();

    /// <summary>
    /// Returns freed memory to the system: glibc keeps it for each thread that ever allocated. A hundred callers who had long reports
    /// compressed left 140 MiB there.
    /// </summary>
    public static void Trim()
    {
        if (!_canTrim)
        {
            return;
        }

        try
        {
            _ = TrimAll(0);
        }
        catch (TypeLoadException)
        {
            // Neither the call nor the library may be there.
            _canTrim = false;
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimAll(nuint kept);
}
