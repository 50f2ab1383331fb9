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
    private volatile bool _isTrial;

    /// <summary>Polly's own state goes in here.</summary>
    public CircuitBreakerStateProvider Provider { get; } = new();

    public CircuitState Now => Provider.CircuitState switch
    {
        CircuitState.Open when time.GetUtcNow().UtcTicks >= Interlocked.Read(ref _openUntil) => CircuitState.HalfOpen,
        var state => state,
    };

    /// <summary>Takes note that the breaker opened; false if it only opened again, because the one call that tried failed.</summary>
    public bool Opened(TimeSpan duration)
    {
        Interlocked.Exchange(ref _openUntil, (time.GetUtcNow() + duration).UtcTicks);
        return !_isTrial;
    }

    public void HalfOpened()
    {
        _isTrial = true;
        Interlocked.Exchange(ref _openUntil, Unknown);
    }

    public void Closed() => _isTrial = false;
}
