using System.Globalization;

namespace MicroService.Tests.Processes;

/// <summary>
/// The signals that this program was started to ignore. A shell without job control has what it starts in the background ignore interrupts,
/// programs pass that on to what they start, and .NET heeds it: a service would not hear the signals that a test sends.
/// </summary>
internal static class InheritedSignals
{
    /// <summary>Runs a program, in its own place, with signals as they are by default.</summary>
    public const string Restorer = "env";

    // SIGINT is 2 and SIGQUIT 3; a mask has a bit for each signal, from 1 on.
    private const long Interrupts = 0b110;

    /// <summary>What the restorer needs before the program.</summary>
    public static IReadOnlyList<string> Restoration { get; } = ["--default-signal=INT,QUIT"];

    /// <summary>Whether interrupts are ignored; only Linux tells.</summary>
    public static bool AreIgnored { get; } = OperatingSystem.IsLinux() && (IgnoredMask() & Interrupts) != 0;

    /// <summary>The program's path on this program's <c>PATH</c>; the restorer would look on that of the child, which may be another.</summary>
    public static string Locate(string program) => program.Contains('/', StringComparison.Ordinal)
        ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;

    private static long IgnoredMask()
    {
        const string Field = "SigIgn:";
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
