using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Simmy.Fault;
using Polly.Simmy.Latency;
using Polly.Telemetry;
using Polly.Timeout;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Counts what Polly reports of a pipeline, and logs one line when its breaker opens and one when it closes. Each reload has one of its own,
/// as it has a breaker of its own.
/// </summary>
internal sealed partial class DependencyTelemetry(DependencyDefinition dependency, ResilienceMetrics metrics, TimeProvider time, ILogger logger)
    : TelemetryListener
{
    private long _openUntil;
    private volatile CircuitState _state = CircuitState.Closed;

    /// <summary>
    /// What the breaker will do with the next call. Polly says open until that call comes, hours later perhaps; once the break is over,
    /// the breaker lets one call try.
    /// </summary>
    public CircuitState BreakerState =>
        _state == CircuitState.Open && time.GetUtcNow().UtcTicks >= Interlocked.Read(ref _openUntil) ? CircuitState.HalfOpen : _state;

    /// <summary>Whether one call tries.</summary>
    public bool IsTrial => _state == CircuitState.HalfOpen;

    public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args)
    {
        switch (args.Arguments)
        {
            // The token is the caller's again. A call that its caller gave up says nothing about the dependency.
            case PipelineExecutedArguments executed when args.Outcome is { } outcome:
                if (!(outcome.Exception is OperationCanceledException && args.Context.CancellationToken.IsCancellationRequested))
                {
                    metrics.Called(dependency.Name, Judge(outcome.Exception, outcome.Result), executed.Duration);
                }

                break;
            case OnRetryArguments<object>:
                metrics.Retried(dependency.Name);
                break;
            case OnRateLimiterRejectedArguments:
                metrics.Rejected(dependency.Name, ResilienceMetrics.Bulkhead);
                break;
            case OnCircuitOpenedArguments<object> opened:
                // An outage is one line at its beginning and one at its end, however often a call tries in between.
                var failure = opened.Outcome.Exception?.GetType().Name ?? "failed answers";
                BreakerOpened(IsTrial ? LogLevel.Debug : LogLevel.Warning, dependency.Name, opened.BreakDuration, failure);
                Interlocked.Exchange(ref _openUntil, (time.GetUtcNow() + opened.BreakDuration).UtcTicks);
                _state = CircuitState.Open;
                break;
            case OnCircuitHalfOpenedArguments:
                _state = CircuitState.HalfOpen;
                break;
            case OnCircuitClosedArguments<object>:
                _state = CircuitState.Closed;
                BreakerClosed(dependency.Name);
                break;
            case OnFaultInjectedArguments:
                Injected(ResilienceMetrics.Fault);
                break;
            case OnLatencyInjectedArguments:
                Injected(ResilienceMetrics.Latency);
                break;
        }
    }

    /// <summary>Counts a failure that was made on purpose.</summary>
    public void Injected(string kind)
    {
        metrics.Injected(dependency.Name, kind);
        ChaosInjected(kind, dependency.Name);
    }

    private string Judge(Exception? exception, object? answer) => exception switch
    {
        null => dependency.IsFailedAnswer(answer) ? "failure" : "success",
        RateLimiterRejectedException => "rejected",
        BrokenCircuitException => ResilienceMetrics.Broken,
        TimeoutRejectedException => "timeout",
        _ => "failure",
    };

    [LoggerMessage(Message = "The breaker of {Dependency} opened for {Break} after too many failures, the last of them {Failure}")]
    private partial void BreakerOpened(LogLevel level, string dependency, TimeSpan @break, string failure);

    [LoggerMessage(LogLevel.Information, "The breaker of {Dependency} closed: it answers again")]
    private partial void BreakerClosed(string dependency);

    [LoggerMessage(LogLevel.Debug, "Chaos: {Kind} in a call of {Dependency}")]
    private partial void ChaosInjected(string kind, string dependency);
}
