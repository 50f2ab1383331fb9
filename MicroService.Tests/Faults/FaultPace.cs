using System.Globalization;

namespace MicroService.Tests.Faults;

/// <summary>How long faults last: <c>FAULT_SECONDS</c> each (2), <c>FAULT_ROUNDS</c> times each (1); by hand, <c>FAULT_ONLY</c> takes those that have it in their name.</summary>
internal static class FaultPace
{
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(Read("FAULT_SECONDS", 2));

    public static int Rounds { get; } = (int)Read("FAULT_ROUNDS", 1);

    public static string Only { get; } = Environment.GetEnvironmentVariable("FAULT_ONLY") ?? "";

    private static double Read(string name, double fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
