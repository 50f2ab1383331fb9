using Polly;
using Polly.CircuitBreaker;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>A pipeline as some options made it. After a change calls in flight end here, and new ones start on the next version.</summary>
internal sealed class PipelineVersion
{
    private readonly BreakerState _breaker;

    public PipelineVersion(DependencyOptions options, ResiliencePipeline pipeline, BreakerState breaker)
    {
        (Options, Pipeline, _breaker) = (options, pipeline, breaker);
    }

    public DependencyOptions Options { get; }

    public ResiliencePipeline Pipeline { get; }

    public CircuitState BreakerState => _breaker.Now;
}
