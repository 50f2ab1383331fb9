using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>How outgoing HTTP calls cope with failures.</summary>
public sealed record HttpResilienceOptions : IValidatedOptions<HttpResilienceOptions>
{
    /// <inheritdoc/>
    public static string Section => "Resilience:Http";

    /// <summary>All attempts together, waits included. 100 ms to 10 min; default 30 s.</summary>
    public TimeSpan TotalTimeout { get; init; }

    /// <summary>One attempt. 50 ms to 5 min, at most the total; default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; init; }

    /// <summary>Further attempts after the first, for GET, HEAD and OPTIONS failing for a reason that may pass. 0 to 10; default 3.</summary>
    public int Retries { get; init; }

    /// <summary>The wait before the first retry; it doubles, with jitter. 1 ms to 1 min; default 500 ms.</summary>
    public TimeSpan RetryDelay { get; init; }

    /// <summary>The share of failed attempts that opens the breaker. 0.01 to 1; default 0.5.</summary>
    public double BreakerFailureRatio { get; init; }

    /// <summary>How many attempts in a sampling time it takes before the share counts. 2 to 10,000; default 5, so that it can open at low traffic.</summary>
    public int BreakerMinimumThroughput { get; init; }

    /// <summary>The time over which attempts are counted. 500 ms to 10 min, at least twice the attempt timeout; default 30 s.</summary>
    public TimeSpan BreakerSampling { get; init; }

    /// <summary>How long the breaker stays open. 500 ms to 10 min; default 5 s.</summary>
    public TimeSpan BreakerBreak { get; init; }

    /// <inheritdoc/>
    public static HttpResilienceOptions Bind(OptionsReader options)
    {
        var bound = new HttpResilienceOptions
        {
            TotalTimeout = options.Duration(nameof(TotalTimeout), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            AttemptTimeout = options.Duration(nameof(AttemptTimeout), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5)),
            Retries = options.Number(nameof(Retries), 3, 0, 10),
            RetryDelay = options.Duration(nameof(RetryDelay), TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            BreakerFailureRatio = options.Number(nameof(BreakerFailureRatio), 0.5, 0.01, 1),
            BreakerMinimumThroughput = options.Number(nameof(BreakerMinimumThroughput), 5, 2, 10_000),
            BreakerSampling = options.Duration(nameof(BreakerSampling), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
            BreakerBreak = options.Duration(nameof(BreakerBreak), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
        };
        options.Require(bound.AttemptTimeout <= bound.TotalTimeout, nameof(AttemptTimeout), "must not exceed TotalTimeout");
        options.Require(bound.BreakerSampling >= 2 * bound.AttemptTimeout, nameof(BreakerSampling), "must be at least twice AttemptTimeout");
        return bound;
    }
}
