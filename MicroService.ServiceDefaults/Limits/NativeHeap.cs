using System.Runtime.InteropServices;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>The heap of the C library, from which compression, SQLite and TLS take their memory.</summary>
internal static class NativeHeap
{
    // From malloc.h.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int Large = 128 * 1024;

    // musl, which Alpine has, returns memory by itself and has no such calls.
    private static bool _isBounded = OperatingSystem.IsLinux();

    /// <summary>
    /// Gives large allocations pages of their own, which are returned when they are freed. By itself glibc does so only until the first of them is
    /// freed, and then keeps up to 64 MiB at the end of the heap of each thread.
    /// </summary>
    public static void Bound()
    {
        if (!_isBounded)
        {
            return;
        }

        try
        {
            _ = SetOption(MapThreshold, Large);
            _ = SetOption(TrimThreshold, Large);
        }
        catch (TypeLoadException)
        {
            // Neither the call nor the library may be there.
            _isBounded = false;
        }
    }

    /// <summary>
    /// Returns freed memory to the system: glibc keeps it for each thread that ever allocated. A hundred callers who had long reports
    /// compressed left 140 MiB there.
    /// </summary>
    public static void Trim()
    {
        if (_isBounded)
        {
            _ = TrimAll(0);
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int TrimAll(nuint kept);
}
