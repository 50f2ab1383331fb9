using System.Globalization;
using System.Runtime.InteropServices;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>The pages of the program and its libraries that are mapped from their files.</summary>
internal static class ProgramPages
{
    // From mman.h.
    private const int NotNeeded = 4;

    private const string Anonymous = "Anonymous:";

    /// <summary>
    /// Unmaps the pages that are as their file has them: start-up and load touch half of the program, an idle service little of it. What is
    /// needed again is mapped again, as a rule from memory. In the meantime the node can have it, should it run short.
    /// </summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        (nuint Start, nuint Length)? mapping = null;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (FileMapping(line) is { } begun)
            {
                mapping = begun.IsWritable ? null : (begun.Start, begun.Length);
            }
            else if (mapping is { } pages && line.StartsWith(Anonymous, StringComparison.Ordinal))
            {
                mapping = null;

                // Pages that were written, such as those with addresses that the loader filled in, have no file to come back from.
                if (line.AsSpan(Anonymous.Length).Trim() is "0 kB")
                {
                    // Where the kernel refuses, the pages stay.
                    _ = Advise(pages.Start, pages.Length, NotNeeded);
                }
            }
        }
    }

    // "00405000-014e1000 r-xp 00005000 103:02 1234    /app/MicroService.Api", then a line for each of its figures, "Rss:   12 kB".
    private static (nuint Start, nuint Length, bool IsWritable)? FileMapping(string line)
    {
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields[0].EndsWith(':'))
        {
            return null;
        }

        var range = fields[0].Split('-');
        var (start, end) = (Address(range[0]), Address(range[1]));
        var isFile = fields is [_, _, _, _, _, ['/', ..]];
        return (start, end - start, !isFile || fields[1].Contains('w', StringComparison.Ordinal));
    }

    private static nuint Address(string text) => nuint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint start, nuint length, int advice);
}
