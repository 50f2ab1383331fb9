using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Chaos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Registry;
using Polly.Retry;
using Polly.Simmy;
using Polly.Simmy.Fault;
using Polly.Simmy.Latency;
using Polly.Simmy.Outcomes;
using Polly.Telemetry;
using Polly.Timeout;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// The pipeline of one dependency and what outlives its reloads: the permits of its bulkhead. Rejections are Polly's:
/// <see cref="RateLimiterRejectedException"/> when the bulkhead is full, <see cref="BrokenCircuitException"/> (with the time to wait) while the
/// breaker is open, <see cref="TimeoutRejectedException"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without timer or wait handle, which calls may use to the end, has nothing to dispose.")]
public sealed class DependencyPipeline
{
    private static readonly ResiliencePropertyKey<bool> Retryable = new("microservice.retryable");
    private static readonly ResiliencePropertyKey<Call> Started = new("microservice.call");

    private readonly DependencyDefinition _definition;
    private readonly IServiceProvider _services;
    private readonly CancellationToken _stopped;
    private readonly IOptionsMonitor<ChaosOptions> _chaos;
    private readonly Func<double> _random;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Bulkhead _bulkhead;
    private readonly Lock _changing = new();
    private CancellationTokenSource _reload = new();
    private volatile DependencyOptions _options;
    private volatile DependencyTelemetry _telemetry = null!;

    internal DependencyPipeline(DependencyDefinition definition, DependencyOptions options, IServiceProvider services, CancellationToken stopped)
    {
        (_definition, _options, _services, _stopped) = (definition, options, services, stopped);
        _chaos = services.GetRequiredService<IOptionsMonitor<ChaosOptions>>();
        _random = services.GetRequiredService<ChaosRandom>().Next;
        _metrics = services.GetRequiredService<ResilienceMetrics>();
        _time = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<DependencyPipeline>>();
        _bulkhead = new Bulkhead(options.Concurrency, options.Queue);
        _metrics.Follow(definition);
        Strategies = services.GetRequiredService<ResiliencePipelineRegistry<string>>().GetOrAddPipeline(definition.Name, Configure);
        if (_telemetry is null)
        {
            throw new InvalidOperationException($"ResiliencePipelineRegistry<string> has a pipeline '{definition.Name}' already, which is not this dependency's: give one of them another name.");
        }
    }

    /// <summary>The dependency.</summary>
    public string Name => _definition.Name;

    /// <summary>The options in effect for new calls.</summary>
    public DependencyOptions Options => _options;

    /// <summary>The pipeline in Polly's registry.</summary>
    internal ResiliencePipeline Strategies { get; }

    internal CircuitState BreakerState => _telemetry.BreakerState;

    /// <summary>Calls in flight.</summary>
    internal int Active => _bulkhead.Active;

    /// <summary>Calls that wait for a permit.</summary>
    internal int Queued => _bulkhead.Queued;

    /// <summary>Injects outcomes of one type while chaos is on; wrap the innermost call in it.</summary>
    public ResiliencePipeline<TResult> InjectOutcomes<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        Func<ResilienceContext, DependencyChaos, TResult> outcome) =>
        new ResiliencePipelineBuilder<TResult>()
            .AddChaosOutcome(Chaos(
                new ChaosOutcomeStrategyOptions<TResult>
                {
                    OutcomeGenerator = arguments =>
                    {
                        _telemetry.Injected(ResilienceMetrics.Outcome);
                        return ValueTask.FromResult<Outcome<TResult>?>(Outcome.FromResult(outcome(arguments.Context, _options.Chaos)));
                    },
                },
                static chaos => chaos.OutcomeRate))
            .Build();

    /// <summary>
    /// Makes a call. It ends with its timeout, even if the callee ignores its cancellation and ends later.
    /// Say that it is retryable only if a second attempt does no harm, whatever became of the first.
    /// </summary>
    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call,
        TState state,
        bool isRetryable,
        CancellationToken cancellationToken)
    {
        using var either = UntilStopped(cancellationToken);
        var context = ResilienceContextPool.Shared.Get(either.Token);
        context.Properties.Set(Retryable, isRetryable);
        try
        {
            return await Strategies.ExecuteAsync(
                static (context, all) => AttemptAsync(all.call(all.state, context.CancellationToken), context.CancellationToken),
                context,
                (call, state)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>
    /// Canceled by the caller, and once the service has stopped: disposing Polly's registry waits up to 30 s for calls in flight, longer than
    /// <c>Lifecycle:ShutdownTimeout</c> may allow.
    /// </summary>
    internal CancellationTokenSource UntilStopped(CancellationToken caller) => CancellationTokenSource.CreateLinkedTokenSource(caller, _stopped);

    /// <summary>Applies changed options to new calls; calls in flight end as they began, and keep their permits. The breaker forgets nothing over a change of chaos.</summary>
    internal void Change(DependencyOptions options)
    {
        lock (_changing)
        {
            var isReload = _options with { Chaos = options.Chaos } != options;
            _options = options;
            if (isReload)
            {
                using var reload = Interlocked.Exchange(ref _reload, new CancellationTokenSource());
                reload.Cancel();
            }
        }
    }

    private static ValueTask<TResult> AttemptAsync<TResult>(ValueTask<TResult> running, CancellationToken cancellationToken)
    {
        if (running.IsCompleted)
        {
            return running;
        }

        var task = running.AsTask();
        // An attempt that is left behind may fail: observed here, or it would be reported as an unobserved exception.
        _ = task.ContinueWith(
            static late => _ = late.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return new ValueTask<TResult>(task.WaitAsync(cancellationToken));
    }

    // The registry disposes a replaced pipeline after 30 s, and calls in flight would then end with an ObjectDisposedException of their breaker.
    // It does not dispose pipelines within a pipeline, so that the one that it keeps is only a shell.
    private void Configure(ResiliencePipelineBuilder builder, ConfigureBuilderContext<string> context)
    {
        var options = _options;
        _bulkhead.Resize(options.Concurrency, options.Queue);
        _telemetry = new DependencyTelemetry(_definition, _metrics, _time, _logger);
        context.AddReloadToken(_reload.Token);
        builder.TelemetryListener = null;
        builder.AddPipeline(Build(options, _telemetry));
    }

    // From the outside in.
    private ResiliencePipeline Build(DependencyOptions options, DependencyTelemetry telemetry)
    {
        var pipeline = new ResiliencePipelineBuilder { Name = Name, TimeProvider = _time }
            .ConfigureTelemetry(new TelemetryOptions { LoggerFactory = NullLoggerFactory.Instance, TelemetryListeners = { telemetry } })
            .AddTimeout(new TimeoutStrategyOptions { Name = "total", TimeoutGenerator = arguments => BeginAsync(arguments.Context, options.TotalTimeout) })
            .AddRateLimiter(new RateLimiterStrategyOptions { Name = "bulkhead", RateLimiter = arguments => EnterAsync(arguments.Context) });
        // Polly requires at least one.
        if (options.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                Name = "retry",
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments.Outcome, CallOf(arguments.Context), options.TotalTimeout)),
                DelayGenerator = arguments => ValueTask.FromResult(_definition.RetryAfter(arguments.Outcome.Result, _time)),
            });
        }

        return pipeline
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = "breaker",
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerMinimumThroughput,
                SamplingDuration = options.BreakerSampling,
                BreakDuration = options.BreakerBreak,
                // A trial call that its caller cancels proves nothing: as a success, it would close the breaker.
                ShouldHandle = arguments => ValueTask.FromResult(
                    HasFailed(arguments.Outcome, CallOf(arguments.Context)) || (arguments.Outcome.Exception is OperationCanceledException && telemetry.IsTrial)),
            })
            .AddTimeout(new TimeoutStrategyOptions { Name = "attempt", Timeout = options.AttemptTimeout })
            .AddChaosFault(Chaos(
                new ChaosFaultStrategyOptions { FaultGenerator = _ => ValueTask.FromResult<Exception?>(_definition.Fault(_services)) }, static chaos => chaos.FaultRate))
            .AddChaosLatency(Chaos(
                new ChaosLatencyStrategyOptions { LatencyGenerator = _ => ValueTask.FromResult(_options.Chaos.Latency) }, static chaos => chaos.LatencyRate))
            .Build();
    }

    // The outermost strategy asks this first, while the context still has the caller's own token.
    private async ValueTask<TimeSpan> BeginAsync(ResilienceContext context, TimeSpan timeout)
    {
        var request = context.GetRequestMessage();
        var isRetryable = request is null ? context.Properties.GetValue(Retryable, false) : HttpRetry.Allows(request);
        context.Properties.Set(Started, new Call(_time.GetTimestamp(), isRetryable, context.CancellationToken));
        if (isRetryable && request?.Content is { } content)
        {
            // A retry sends the same bytes, wherever the first attempt stopped reading.
            await content.LoadIntoBufferAsync(context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }

        return timeout;
    }

    private async ValueTask<RateLimitLease> EnterAsync(ResilienceContext context)
    {
        try
        {
            return await _bulkhead.AcquireAsync(context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException) when (!CallOf(context).Caller.IsCancellationRequested)
        {
            // The total timeout ended the wait for a permit: the bulkhead was as full for this call as for those that it rejects.
            _metrics.Rejected(Name, ResilienceMetrics.Bulkhead);
            throw;
        }
    }

    // An answer that asks for a longer wait than the call has left goes to the caller as it is.
    private bool ShouldRetry(Outcome<object> outcome, Call call, TimeSpan timeout) =>
        call.IsRetryable
        && HasFailed(outcome, call)
        && !(_definition.RetryAfter(outcome.Result, _time) > timeout - _time.GetElapsedTime(call.Began));

    private bool HasFailed(Outcome<object> outcome, Call call) => outcome.Exception switch
    {
        null => _definition.IsFailedAnswer(outcome.Result),
        TimeoutRejectedException => true,
        // Unless the caller canceled it, it was the total timeout: the attempt's own would have become a TimeoutRejectedException.
        OperationCanceledException => !call.Caller.IsCancellationRequested,
        ExecutionRejectedException => false,
        { } exception => _definition.IsFailure(_services, exception),
    };

    // Each attempt asks, so that a change of configuration counts at once: Polly's chaos strategies are on unless told otherwise.
    private TOptions Chaos<TOptions>(TOptions options, Func<DependencyChaos, double> rate)
        where TOptions : ChaosStrategyOptions
    {
        options.Randomizer = _random;
        options.InjectionRateGenerator = _ => ValueTask.FromResult(_chaos.CurrentValue.Enabled ? rate(_options.Chaos) : 0);
        return options;
    }

    private static Call CallOf(ResilienceContext context) => context.Properties.GetValue(Started, null!);

    private sealed record Call(long Began, bool IsRetryable, CancellationToken Caller);
}
