using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>How the service goes away.</summary>
public sealed record LifecycleOptions : IValidatedOptions<LifecycleOptions>
{
    /// <inheritdoc/>
    public static string Section => "Lifecycle";

    /// <summary>How long to keep serving, not ready, after SIGTERM: until load balancers have noticed. 0 to 5 min; default 5 s, in Development 0.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the process gets after that to finish requests in flight and to flush telemetry. 0 to 10 min; default 20 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The end of <see cref="ShutdownTimeout"/> that is kept for telemetry: a quarter, 1 to 5 s.</summary>
    public TimeSpan FlushTime => TimeSpan.FromTicks(Math.Clamp(ShutdownTimeout.Ticks / 4, TimeSpan.TicksPerSecond, 5 * TimeSpan.TicksPerSecond));

    /// <summary>When requests that are still in flight are cut off, from when the service accepts no more.</summary>
    public TimeSpan RequestTime => ShutdownTimeout > FlushTime ? ShutdownTimeout - FlushTime : TimeSpan.Zero;

    /// <summary>When they are told so, for an honest answer: a quarter of their time, at most 2 s, before that.</summary>
    public TimeSpan NoticeTime => RequestTime - TimeSpan.FromTicks(Math.Min(RequestTime.Ticks / 4, 2 * TimeSpan.TicksPerSecond));

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static LifecycleOptions Bind(OptionsReader options) => new()
    {
        DrainDelay = options.Duration(
            nameof(DrainDelay), options.Environment.IsDevelopment() ? TimeSpan.Zero : TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromMinutes(5), described: "5s, in Development 0s"),
        ShutdownTimeout = options.Duration(nameof(ShutdownTimeout), TimeSpan.FromSeconds(20), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
    };
}
