using System.Globalization;

namespace MicroService.Benchmarks.Layout;

/// <summary>Reads what valgrind's tool <c>callgrind</c> saw (https://valgrind.org/docs/manual/cl-format.html).</summary>
internal static class CallgrindTrace
{
    // What callgrind calls an object that it does not know: managed code, which lies in a section of its own.
    private const string Unknown = "???";

    /// <summary>The arguments with which valgrind writes what this class reads.</summary>
    /// <param name="output">The file. Each part that is asked for on the way has a number at its end, from 1.</param>
    /// <param name="program">The program, with its arguments.</param>
    public static IReadOnlyList<string> Arguments(string output, params ReadOnlySpan<string> program) =>
        ["--tool=callgrind", "--dump-instr=yes", "--compress-pos=no", "--fair-sched=yes", $"--callgrind-out-file={output}", .. program];

    /// <summary>The addresses of the program's instructions that ran.</summary>
    /// <param name="file">A part of the trace.</param>
    /// <param name="program">The program, which lies at a fixed address, so that addresses are those of its file.</param>
    public static IEnumerable<ulong> AddressesIn(string file, string program)
    {
        var objects = new Dictionary<string, string>(StringComparer.Ordinal);
        var isOfProgram = false;
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith("ob=", StringComparison.Ordinal))
            {
                isOfProgram = Object(line["ob=".Length..]) is { } name && (name == program || name == Unknown);
            }
            else if (line.StartsWith("cob=", StringComparison.Ordinal))
            {
                // The object of a function that is called: nothing to count, but it may be named here for the first time.
                _ = Object(line["cob=".Length..]);
            }
            else if (isOfProgram && line.StartsWith("0x", StringComparison.Ordinal))
            {
                var address = line.AsSpan("0x".Length, line.IndexOf(' ', StringComparison.Ordinal) - "0x".Length);
                yield return ulong.Parse(address, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            }
        }

        // "(6) /app/MicroService.Api" names it, "(6)" means it again.
        string? Object(string text)
        {
            var fields = text.Split(' ', 2);
            if (fields.Length == 2)
            {
                objects[fields[0]] = fields[1];
            }

            return objects.GetValueOrDefault(fields[0]);
        }
    }
}
