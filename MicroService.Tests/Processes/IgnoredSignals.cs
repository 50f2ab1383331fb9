using System.Globalization;

namespace MicroService.Tests.Processes;

/// <summary>The signals that this process ignores, as one under <c>nohup</c> does with SIGHUP: those that it starts ignore them, too.</summary>
internal static class IgnoredSignals
{
    private const string Status = "/proc/self/status";
    private const string Line = "SigIgn:";

    /// <summary>Skips the test where the signal would do nothing.</summary>
    public static void SkipIf(ProcessSignal signal) =>
        Assert.SkipWhen(signal == ProcessSignal.Hup && IgnoresHangUp(), "The tests run with SIGHUP ignored, as under nohup, and so does what they start.");

    // A bit for each signal from 1 on, in hexadecimal (proc_pid_status(5)); SIGHUP is 1.
    private static bool IgnoresHangUp() => File.Exists(Status)
        && File.ReadLines(Status).FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line.AsSpan(Line.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;
}
