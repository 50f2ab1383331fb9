using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>The section <c>AccessLog</c>: which requests get a line in the log.</summary>
public sealed record AccessLogOptions : IValidatedOptions<AccessLogOptions>
{
    /// <inheritdoc/>
    public static string Section => "AccessLog";

    /// <summary>Whether requests are logged, one line each when its answer is complete. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>The share of requests that are logged; those that failed (status 500 and up) or were slow are always logged. 0 to 1; default 1.</summary>
    public double SampleRate { get; init; } = 1;

    /// <summary>A request that takes at least so long is slow. 1 ms to 10 min; default 1 s.</summary>
    public TimeSpan SlowThreshold { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public static AccessLogOptions Bind(OptionsReader options) => new()
    {
        Enabled = options.Boolean(nameof(Enabled), false),
        SampleRate = options.Number(nameof(SampleRate), 1.0, 0, 1),
        SlowThreshold = options.Duration(nameof(SlowThreshold), TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)),
    };
}
