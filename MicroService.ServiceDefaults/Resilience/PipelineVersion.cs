using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>A pipeline as some options made it. After a change calls in flight end here, and new ones start on the next version.</summary>
internal sealed class PipelineVersion
{
    // Never disposed: that would reject who waits in its queue, and there is nothing in it to free.
    private readonly ConcurrencyLimiter _bulkhead;
    private readonly BreakerState _breaker;

    public PipelineVersion(DependencyOptions options, ResiliencePipeline pipeline, ConcurrencyLimiter bulkhead, BreakerState breaker)
    {
        (Options, Pipeline, _bulkhead, _breaker) = (options, pipeline, bulkhead, breaker);
    }

    public DependencyOptions Options { get; }

    public ResiliencePipeline Pipeline { get; }

    public CircuitState BreakerState => _breaker.Now;

    public long Active => Options.Concurrency - _bulkhead.GetStatistics()!.CurrentAvailablePermits;

    public long Queued => _bulkhead.GetStatistics()!.CurrentQueuedCount;
}
