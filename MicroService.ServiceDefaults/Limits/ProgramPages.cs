using System.Globalization;
using System.Runtime.InteropServices;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>The pages of the program that are mapped from its file.</summary>
internal static class ProgramPages
{
    // From mman.h.
    private const int NotNeeded = 4;

    /// <summary>
    /// Unmaps the pages that are as the program's file has them: start-up and load touch half of the program, an idle service little of it.
    /// What is needed again is mapped again, as a rule from memory. In the meantime the node can have it, should it run short.
    /// </summary>
    public static void Release()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessPath is { } program)
        {
            Release(program);
        }
    }

    /// <summary>Unmaps the pages of a file that is mapped as long as the process lives.</summary>
    internal static void Release(string file)
    {
        try
        {
            foreach (var (start, length) in Unwritten(file).ToList())
            {
                // Where the kernel refuses, the pages stay.
                _ = Advise(start, length, NotNeeded);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not every kernel says what is mapped: then the pages stay, too.
        }
    }

    // Pages that were written, such as those with addresses that the loader filled in, have no file to come back from. They are in memory
    // ("Anonymous") or swapped out ("Swap", which comes later).
    private static IEnumerable<(nuint Start, nuint Length)> Unwritten(string file)
    {
        (nuint Start, nuint Length)? mapping = null;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (!fields[0].EndsWith(':'))
            {
                mapping = fields is [_, var access, _, _, _, var path] && path == file && !access.Contains('w', StringComparison.Ordinal) ? Range(fields[0]) : null;
            }
            else if (mapping is not null && fields is ["Anonymous:" or "Swap:", not "0", ..])
            {
                mapping = null;
            }
            else if (mapping is { } pages && fields[0] == "Swap:")
            {
                yield return pages;
            }
        }
    }

    // "00405000-014e1000 r-xp 00005000 103:02 1234    /app/MicroService.Api", then a line for each of its figures, "Rss:   12 kB".
    private static (nuint Start, nuint Length) Range(string addresses)
    {
        var ends = addresses.Split('-');
        var (start, end) = (Address(ends[0]), Address(ends[1]));
        return (start, end - start);
    }

    private static nuint Address(string text) => nuint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint start, nuint length, int advice);
}
