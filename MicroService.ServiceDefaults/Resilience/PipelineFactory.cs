using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Chaos;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Puts the strategies together: total timeout, bulkhead, retry, breaker, attempt timeout, chaos, from the outside in.</summary>
internal sealed class PipelineFactory(
    IServiceProvider services,
    ChaosSource chaos,
    ResilienceMetrics metrics,
    TimeProvider time,
    ILogger<DependencyPipeline> logger)
{
    // Polly's meter counts every event; in the log one line per change of a breaker is enough.
    private static readonly TelemetryOptions Telemetry = new() { LoggerFactory = NullLoggerFactory.Instance };

    public ResiliencePipeline<TResult> MakeUp<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(string dependency, Func<DependencyChaos> settings, Func<DependencyChaos, TResult> answer) =>
        chaos.MakeUp(dependency, settings, answer);

    public PipelineVersion Create(DependencyDefinition dependency, DependencyOptions options, Bulkhead bulkhead, Func<DependencyChaos> settings)
    {
        var state = new BreakerState(time);
        var pipeline = new ResiliencePipelineBuilder { Name = dependency.Name, TimeProvider = time }
            .ConfigureTelemetry(Telemetry)
            .AddTimeout(new TimeoutStrategyOptions { Name = "total", Timeout = options.TotalTimeout })
            .AddRateLimiter(new RateLimiterStrategyOptions
            {
                Name = "bulkhead",
                RateLimiter = arguments => EnterAsync(bulkhead, dependency.Name, arguments.Context),
                OnRejected = _ =>
                {
                    metrics.Rejected(dependency.Name, ResilienceMetrics.Bulkhead);
                    logger.BulkheadRejected(dependency.Name, options.Concurrency, options.Queue);
                    return ValueTask.CompletedTask;
                },
            });
        // Polly wants at least one.
        if (options.Retries > 0)
        {
            pipeline.AddRetry(Retry(dependency, options));
        }

        pipeline
            .AddCircuitBreaker(Breaker(dependency, options, state))
            .AddTimeout(new TimeoutStrategyOptions { Name = "attempt", Timeout = options.AttemptTimeout });
        chaos.AddTo(pipeline, dependency.Name, dependency.Outcome, settings, () => dependency.Fault(services));
        return new PipelineVersion(options, pipeline.Build(), state);
    }

    private async ValueTask<RateLimitLease> EnterAsync(Bulkhead bulkhead, string dependency, ResilienceContext context)
    {
        try
        {
            return await bulkhead.AcquireAsync(context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException) when (!DependencyCall.Of(context).Caller.IsCancellationRequested)
        {
            // The total timeout ended the wait for a permit: the bulkhead was as full for this call as for those that it rejects.
            metrics.Rejected(dependency, ResilienceMetrics.Bulkhead);
            throw;
        }
    }

    private RetryStrategyOptions Retry(DependencyDefinition dependency, DependencyOptions options) => new()
    {
        Name = "retry",
        MaxRetryAttempts = options.Retries,
        Delay = options.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = arguments =>
        {
            var call = DependencyCall.Of(arguments.Context);
            // An answer that asks for more patience than the call has left goes to the caller as it is.
            return ValueTask.FromResult(call.IsRepeatable
                && HasFailed(dependency, arguments.Outcome, call)
                && !(dependency.RetryAfter(arguments.Outcome.Result, time) > options.TotalTimeout - time.GetElapsedTime(call.Started)));
        },
        DelayGenerator = arguments => ValueTask.FromResult(dependency.RetryAfter(arguments.Outcome.Result, time)),
        OnRetry = _ =>
        {
            metrics.Retried(dependency.Name);
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions Breaker(DependencyDefinition dependency, DependencyOptions options, BreakerState state) => new()
    {
        Name = "breaker",
        FailureRatio = options.BreakerFailureRatio,
        MinimumThroughput = options.BreakerMinimumThroughput,
        SamplingDuration = options.BreakerSampling,
        BreakDuration = options.BreakerBreak,
        StateProvider = state.Provider,
        // A trial call whose caller loses patience proves nothing good: taken for a success, it would close the breaker.
        ShouldHandle = arguments => ValueTask.FromResult(
            HasFailed(dependency, arguments.Outcome, DependencyCall.Of(arguments.Context))
            || (arguments.Outcome.Exception is OperationCanceledException && state.Provider.CircuitState == CircuitState.HalfOpen)),
        OnOpened = arguments =>
        {
            // An outage is one line at its beginning and one at its end, however often a call tries in between.
            var level = state.Opened(arguments.BreakDuration) ? LogLevel.Warning : LogLevel.Debug;
            var failure = arguments.Outcome.Exception?.GetType().Name ?? "failed answers";
            logger.BreakerOpened(level, dependency.Name, arguments.BreakDuration, failure);
            return ValueTask.CompletedTask;
        },
        OnHalfOpened = _ =>
        {
            state.HalfOpened();
            logger.BreakerHalfOpened(dependency.Name);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            state.Closed();
            logger.BreakerClosed(dependency.Name);
            return ValueTask.CompletedTask;
        },
    };

    private bool HasFailed(DependencyDefinition dependency, Outcome<object> outcome, DependencyCall call) => outcome.Exception switch
    {
        null => dependency.IsFailedAnswer(outcome.Result),
        TimeoutRejectedException => true,
        // Not the caller's doing, so it was the total timeout: the attempt's own would have become a TimeoutRejectedException.
        OperationCanceledException => !call.Caller.IsCancellationRequested,
        ExecutionRejectedException => false,
        { } exception => dependency.IsFailure(services, exception),
    };
}
