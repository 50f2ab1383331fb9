using System.Diagnostics.CodeAnalysis;
using MicroService.ServiceDefaults.Chaos;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// What every call of one dependency goes through. Rejections are Polly's: <see cref="RateLimiterRejectedException"/> when the bulkhead
/// is full, <see cref="BrokenCircuitException"/> (with the time to wait) while the breaker is open, <see cref="TimeoutRejectedException"/>.
/// </summary>
public sealed class DependencyPipeline
{
    private const string Broken = "broken";

    private readonly DependencyDefinition _definition;
    private readonly PipelineFactory _factory;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly Bulkhead _bulkhead;
    private readonly Lock _changing = new();
    private volatile DependencyOptions _options;
    private volatile PipelineVersion _current;

    internal DependencyPipeline(DependencyDefinition definition, DependencyOptions options, PipelineFactory factory, ResilienceMetrics metrics, TimeProvider time)
    {
        (_definition, _options, _factory, _metrics, _time) = (definition, options, factory, metrics, time);
        metrics.Follow(definition.Name);
        _bulkhead = new Bulkhead(options.Concurrency, options.Queue);
        _current = factory.Create(definition, options, _bulkhead, () => _options.Chaos);
    }

    /// <summary>The dependency.</summary>
    public string Name => _definition.Name;

    /// <summary>The options in effect for new calls.</summary>
    public DependencyOptions Options => _options;

    internal PipelineVersion Current => _current;

    /// <summary>Calls under way.</summary>
    internal int Active => _bulkhead.Active;

    /// <summary>Calls that wait for a permit.</summary>
    internal int Queued => _bulkhead.Queued;

    /// <summary>Makes up answers of one type while chaos says so; wrap the innermost call in it.</summary>
    public ResiliencePipeline<TResult> MakeUp<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(Func<DependencyChaos, TResult> answer) => _factory.MakeUp(Name, () => _options.Chaos, answer);

    /// <summary>
    /// Makes a call. It ends when its time is over, even if what is called pays no heed to its cancellation and ends later.
    /// Say that it is repeatable only if a second attempt does no harm, whatever became of the first.
    /// </summary>
    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call,
        TState state,
        bool isRepeatable,
        CancellationToken cancellationToken) =>
        RunAsync(
            static (all, token) =>
            {
                var running = all.call(all.state, token);
                if (running.IsCompleted)
                {
                    return running;
                }

                var task = running.AsTask();
                // What becomes of it when nobody waits any more is nobody's concern, and no failure that was not foreseen.
                _ = task.ContinueWith(
                    static late => _ = late.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
                return new ValueTask<TResult>(task.WaitAsync(token));
            },
            (call, state),
            isRepeatable,
            cancellationToken);

    /// <summary>Makes a call that heeds its cancellation.</summary>
    internal async ValueTask<TResult> RunAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> call,
        TState state,
        bool isRepeatable,
        CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var context = ResilienceContextPool.Shared.Get(Name, cancellationToken);
        new DependencyCall(started, isRepeatable, cancellationToken).AttachTo(context);
        try
        {
            var outcome = await _current.Pipeline.ExecuteOutcomeAsync(
                static async (context, all) =>
                {
                    try
                    {
                        return Outcome.FromResult(await all.call(all.state, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext));
                    }
                    catch (Exception exception)
                    {
                        return Outcome.FromException<TResult>(exception);
                    }
                },
                context,
                (call, state)).ConfigureAwait(false);
            // A call that its caller gave up says nothing about the dependency.
            if (Judge(outcome) is var judgement && !(outcome.Exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
            {
                _metrics.Called(Name, judgement, _time.GetElapsedTime(started));
                if (judgement == Broken)
                {
                    _metrics.Rejected(Name, ResilienceMetrics.Breaker);
                }
            }

            outcome.ThrowIfException();
            return outcome.Result!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Applies changed options to new calls; calls in flight end as they began, and keep their permits. Chaos alone changes nothing else.</summary>
    internal void Change(DependencyOptions options)
    {
        lock (_changing)
        {
            var before = _options;
            _options = options;
            if (before with { Chaos = options.Chaos } != options)
            {
                _bulkhead.Resize(options.Concurrency, options.Queue);
                _current = _factory.Create(_definition, options, _bulkhead, () => _options.Chaos);
            }
        }
    }

    private string Judge<TResult>(Outcome<TResult> outcome) => outcome.Exception switch
    {
        null => _definition.IsFailedAnswer(outcome.Result) ? "failure" : "success",
        RateLimiterRejectedException => "rejected",
        BrokenCircuitException => Broken,
        TimeoutRejectedException => "timeout",
        _ => "failure",
    };
}
