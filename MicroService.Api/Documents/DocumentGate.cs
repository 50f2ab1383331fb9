using System.Threading.RateLimiting;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// Limits the documents that are worked on at once, by default to one per processor: the work is computing, and takes memory for each document.
/// Queues others in FIFO order, and rejects the overflow, since callers apply their own timeout.
/// </summary>
public sealed class DocumentGate(IOptions<DocumentOptions> options) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Concurrency,
        QueueLimit = options.Value.Queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>The answer to rejected requests.</summary>
    public ProblemResult Overloaded { get; } =
        new(ProblemType.Overloaded, "Too many documents are waiting already. Try again.", retryAfter: Pause);

    /// <summary>Waits for a permit; the lease is not acquired if the queue is full.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _limiter.AcquireAsync(1, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
