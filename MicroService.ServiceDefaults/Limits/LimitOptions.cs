using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>What callers may ask of the service at most. Changes require a restart; the management port is not limited.</summary>
public sealed record LimitOptions : IValidatedOptions<LimitOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public static string Section => "Limits";

    /// <summary>Timeout of a request, including its body; then it is canceled and answered with 504. 100 ms to 1 h; default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = 60 * Second;

    /// <summary>Maximum request body size in bytes. 1 KiB to 1 GiB; default 16 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Minimum request body data rate in bytes per second, after a grace period of five seconds; 0 disables it. 0 to 1 MiB; default 1 KiB, so that a few slow clients cannot hold all permits for long.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 1024;

    /// <summary>Timeout of the headers of a request. 100 ms to 10 min; default 10 s.</summary>
    public TimeSpan HeadersTimeout { get; init; } = 10 * Second;

    /// <summary>How long a connection may be idle; longer than proxies keep theirs. 100 ms to 1 h; default 130 s.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = 130 * Second;

    /// <summary>Maximum number of headers of a request. 10 to 1,000; default 100.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>Maximum size of all headers of a request in bytes. 8 KiB to 64 KiB; default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 * 1024;

    /// <summary>Maximum number of open connections, on all ports of the service together; more are closed. 1 to 100,000; default 2,000.</summary>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>Maximum number of concurrent requests. 1 to 100,000; default 256.</summary>
    public int MaxConcurrentRequests { get; init; } = 256;

    /// <summary>Maximum number of queued requests; more are rejected with 503. 0 to 100,000; default 512.</summary>
    public int QueuedRequests { get; init; } = 512;

    /// <summary>Timeout of a queued request, which is then rejected with 503. 10 ms to 1 min; default 5 s.</summary>
    public TimeSpan QueueTimeout { get; init; } = 5 * Second;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static LimitOptions Bind(OptionsReader options)
    {
        var defaults = new LimitOptions();
        return new LimitOptions
        {
            RequestTimeout = options.Duration(nameof(RequestTimeout), defaults.RequestTimeout, Second / 10, 3600 * Second),
            MaxBodyBytes = options.Number(nameof(MaxBodyBytes), defaults.MaxBodyBytes, 1024, 1024 * 1024 * 1024),
            MinBodyBytesPerSecond = options.Number(nameof(MinBodyBytesPerSecond), defaults.MinBodyBytesPerSecond, 0, 1024 * 1024),
            HeadersTimeout = options.Duration(nameof(HeadersTimeout), defaults.HeadersTimeout, Second / 10, 600 * Second),
            KeepAliveTimeout = options.Duration(nameof(KeepAliveTimeout), defaults.KeepAliveTimeout, Second / 10, 3600 * Second),
            MaxHeaders = options.Number(nameof(MaxHeaders), defaults.MaxHeaders, 10, 1_000),
            MaxHeaderBytes = options.Number(nameof(MaxHeaderBytes), defaults.MaxHeaderBytes, 8 * 1024, 64 * 1024),
            MaxConnections = options.Number(nameof(MaxConnections), defaults.MaxConnections, 1, 100_000),
            MaxConcurrentRequests = options.Number(nameof(MaxConcurrentRequests), defaults.MaxConcurrentRequests, 1, 100_000),
            QueuedRequests = options.Number(nameof(QueuedRequests), defaults.QueuedRequests, 0, 100_000),
            QueueTimeout = options.Duration(nameof(QueueTimeout), defaults.QueueTimeout, Second / 100, 60 * Second),
        };
    }
}
