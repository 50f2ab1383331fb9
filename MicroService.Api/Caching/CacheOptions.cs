using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Caching;

/// <summary>The section <c>Cache</c>; the second level is where <c>ConnectionStrings:cache</c> says, and absent without it.</summary>
public sealed record CacheOptions : IValidatedOptions<CacheOptions>
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>The longest report in bytes that goes to the second level: the client keeps the buffers of the longest that it ever sent or read.</summary>
    internal const int LongestShared = (int)Mebibyte;

    /// <inheritdoc/>
    public static string Section => "Cache";

    /// <summary>Bytes of reports kept in this process. 0 to 1 GiB; 8 MiB by default.</summary>
    public long MemoryBytes { get; init; } = 8 * Mebibyte;

    /// <summary>How long this process keeps a report. 1 s to 1 day.</summary>
    public TimeSpan MemoryDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the second level keeps a report of up to 1 MiB. 1 s to 30 days.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(12);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key != nameof(StaleDuration);

    /// <summary>How long the last good reads of the history are kept, to be answered while it is down: 1 s to 30 days; 12 h by default.</summary>
    public TimeSpan StaleDuration { get; init; } = TimeSpan.FromHours(12);

    /// <inheritdoc/>
    public static CacheOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new CacheOptions();
        options.ConnectionString(CacheRegistration.Name);
        return new CacheOptions
        {
            MemoryBytes = options.Number(nameof(MemoryBytes), defaults.MemoryBytes, 0, 1024 * Mebibyte),
            MemoryDuration = options.Duration(nameof(MemoryDuration), defaults.MemoryDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            StaleDuration = options.Duration(nameof(StaleDuration), defaults.StaleDuration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
            Duration = options.Duration(nameof(Duration), defaults.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
        };
    }
}
