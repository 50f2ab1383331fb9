namespace MicroService.AppHost.Embedded.Supervision;

/// <summary>How long to wait before a process that ended is started again: doubling, capped, from the start again after a stable run.</summary>
/// <param name="Failures">Exits since the last stable run.</param>
internal sealed record RestartBackoff(int Failures = 0)
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A run that lasted this long counts as stable.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>The wait before the next start.</summary>
    public TimeSpan Delay => Failures switch
    {
        0 => TimeSpan.Zero,
        > 5 => Longest,
        _ => TimeSpan.FromTicks(First.Ticks << (Failures - 1)),
    };

    /// <summary>The backoff after a run of this length has ended.</summary>
    public RestartBackoff After(TimeSpan run) => new(run >= Stable ? 1 : Failures + 1);
}
