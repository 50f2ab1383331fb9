using Polly.CircuitBreaker;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// What a breaker will do with the next call. Polly says open until that call comes, hours later perhaps; once the time of the break is over,
/// the breaker lets one try.
/// </summary>
internal sealed class BreakerState(TimeProvider time)
{
    // Until it is known how long the break lasts.
    private static readonly long Unknown = DateTimeOffset.MaxValue.UtcTicks;

    private long _openUntil = Unknown;

    /// <summary>Polly's own state goes in here.</summary>
    public CircuitBreakerStateProvider Provider { get; } = new();

    public CircuitState Now => Provider.CircuitState switch
    {
        CircuitState.Open when time.GetUtcNow().UtcTicks >= Interlocked.Read(ref _openUntil) => CircuitState.HalfOpen,
        var state => state,
    };

    public void Opened(TimeSpan duration) => Interlocked.Exchange(ref _openUntil, (time.GetUtcNow() + duration).UtcTicks);

    public void HalfOpened() => Interlocked.Exchange(ref _openUntil, Unknown);
}
