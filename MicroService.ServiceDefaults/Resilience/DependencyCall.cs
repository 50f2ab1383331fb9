using Polly;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>What the strategies need to know of the call that they handle.</summary>
/// <param name="Started">A timestamp.</param>
/// <param name="IsRepeatable">Whether a second attempt does no harm.</param>
/// <param name="Caller">The caller's own cancellation.</param>
internal sealed record DependencyCall(long Started, bool IsRepeatable, CancellationToken Caller)
{
    private static readonly ResiliencePropertyKey<DependencyCall> Key = new("microservice.call");

    public static DependencyCall Of(ResilienceContext context) =>
        context.Properties.TryGetValue(Key, out var call) ? call : throw new InvalidOperationException("The call did not come through DependencyPipeline.");

    public void AttachTo(ResilienceContext context) => context.Properties.Set(Key, this);
}
