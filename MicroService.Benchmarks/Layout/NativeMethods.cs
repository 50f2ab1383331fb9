using System.Diagnostics;
using System.Globalization;
using MicroService.Benchmarks.Load;

namespace MicroService.Benchmarks.Layout;

/// <summary>The methods of a native program, by address, as its file of symbols has them.</summary>
internal sealed class NativeMethods
{
    private readonly ulong[] _starts;
    private readonly (ulong End, string Name)[] _methods;

    private NativeMethods(IEnumerable<(ulong Start, ulong End, string Name)> methods)
    {
        var sorted = methods.OrderBy(method => method.Start).ToList();
        _starts = [.. sorted.Select(method => method.Start)];
        _methods = [.. sorted.Select(method => (method.End, method.Name))];
    }

    public int Count => _methods.Length;

    /// <param name="symbols">The file, which the build leaves beside the program.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LoadFailedException"><c>nm</c>, of Debian's package <c>binutils</c>, can't read it.</exception>
    public static async Task<NativeMethods> ReadAsync(string symbols, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("nm", ["--print-size", "--defined-only", symbols]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var methods = new List<(ulong Start, ulong End, string Name)>();
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            // "0000000000564c00 0000000000000019 t S_P_CoreLib_System_String__Concat"; what has no size has three fields.
            if (line.Split(' ', 4) is [var place, var size, "t" or "T", var name]
                && Hexadecimal(place) is { } address && Hexadecimal(size) is { } length)
            {
                methods.Add((address, address + length, name));
            }
        }

        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 && methods.Count > 0
            ? new NativeMethods(methods)
            : throw new LoadFailedException($"nm finds no methods in {symbols}.");
    }

    /// <summary>The names of the methods that the traces saw: those of the first trace first, and within a trace by address.</summary>
    public IReadOnlyList<string> InOrder(IEnumerable<IEnumerable<ulong>> traces)
    {
        var order = new List<string>();
        var seen = new HashSet<int>();
        foreach (var trace in traces)
        {
            var found = trace.Select(Find).Where(index => index >= 0 && seen.Add(index)).Order().ToList();
            order.AddRange(found.Select(index => _methods[index].Name));
        }

        return order;
    }

    private static ulong? Hexadecimal(string text) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;

    private int Find(ulong address)
    {
        var index = Array.BinarySearch(_starts, address);
        index = index >= 0 ? index : ~index - 1;
        return index >= 0 && address < _methods[index].End ? index : -1;
    }
}
