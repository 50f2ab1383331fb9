using System.Globalization;
using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>How calls of one dependency handle its failures: the section <c>Resilience:&lt;name&gt;</c>. Defaults differ by dependency.</summary>
public sealed record DependencyOptions
{
    /// <summary>Timeout of a call: all attempts and waits together, including the wait for a permit. 10 ms to 10 min.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of one attempt. 10 ms to 5 min, at most the total.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first, of calls that are retryable. 0 to 10; the waits between them must fit into the total.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first retry; it doubles, with jitter. 1 ms to 1 min.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The share of failed attempts that opens the breaker. 0.01 to 1.</summary>
    public double BreakerFailureRatio { get; init; } = 0.5;

    /// <summary>How many attempts in a sampling time it takes before the share counts. 2 to 10,000, and no more than a dependency that hangs lets through.</summary>
    public int BreakerMinimumThroughput { get; init; } = 5;

    /// <summary>The time over which attempts are counted. 500 ms to 10 min, at least twice the attempt timeout.</summary>
    public TimeSpan BreakerSampling { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the breaker stays open before it lets one call try. 500 ms to 10 min.</summary>
    public TimeSpan BreakerBreak { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls that may be in flight at once: the bulkhead. 1 to 100,000.</summary>
    public int Concurrency { get; init; } = 100;

    /// <summary>Calls that may wait for a permit; the others are rejected. 0 to 100,000.</summary>
    public int Queue { get; init; } = 100;

    /// <summary>What is injected while <c>Chaos:Enabled</c> is true.</summary>
    public DependencyChaos Chaos { get; init; } = new();

    /// <summary>Reads a section, with these values where it says nothing.</summary>
    internal static DependencyOptions Bind(OptionsReader options, DependencyOptions defaults, ChaosOutcomeKind outcome)
    {
        var shortest = TimeSpan.FromMilliseconds(10);
        var bound = new DependencyOptions
        {
            TotalTimeout = options.Duration(nameof(TotalTimeout), defaults.TotalTimeout, shortest, TimeSpan.FromMinutes(10)),
            AttemptTimeout = options.Duration(nameof(AttemptTimeout), defaults.AttemptTimeout, shortest, TimeSpan.FromMinutes(5)),
            Retries = options.Number(nameof(Retries), defaults.Retries, 0, 10),
            RetryDelay = options.Duration(nameof(RetryDelay), defaults.RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            BreakerFailureRatio = options.Number(nameof(BreakerFailureRatio), defaults.BreakerFailureRatio, 0.01, 1),
            BreakerMinimumThroughput = options.Number(nameof(BreakerMinimumThroughput), defaults.BreakerMinimumThroughput, 2, 10_000),
            BreakerSampling = options.Duration(nameof(BreakerSampling), defaults.BreakerSampling, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
            BreakerBreak = options.Duration(nameof(BreakerBreak), defaults.BreakerBreak, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10)),
            Concurrency = options.Number(nameof(Concurrency), defaults.Concurrency, 1, 100_000),
            Queue = options.Number(nameof(Queue), defaults.Queue, 0, 100_000),
            Chaos = DependencyChaos.Bind(options, defaults.Chaos, outcome),
        };
        bound.Check(options);
        return bound;
    }

    private void Check(OptionsReader options)
    {
        options.Require(AttemptTimeout <= TotalTimeout, nameof(AttemptTimeout), $"must not exceed TotalTimeout, {DurationText.Format(TotalTimeout)}");
        var waits = RetryDelay * ((1 << Retries) - 1);
        options.Require(
            waits < TotalTimeout,
            nameof(Retries),
            $"must leave time for attempts: the waits between them, {DurationText.Format(waits)} in all, must be less than TotalTimeout, {DurationText.Format(TotalTimeout)}");
        options.Require(
            BreakerSampling >= 2 * AttemptTimeout,
            nameof(BreakerSampling),
            $"must be at least twice AttemptTimeout, {DurationText.Format(AttemptTimeout)}");
        var reachable = (long)Concurrency * (long)(BreakerSampling / AttemptTimeout);
        options.Require(
            BreakerMinimumThroughput <= reachable,
            nameof(BreakerMinimumThroughput),
            string.Create(CultureInfo.InvariantCulture, $"must be at most {reachable}, or the breaker could not open: Concurrency × (BreakerSampling ÷ AttemptTimeout) attempts get through while the dependency hangs"));
    }
}
