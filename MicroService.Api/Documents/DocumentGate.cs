using System.Threading.RateLimiting;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// Lets in as many documents at once as there are processors: working on one is all computing, and takes memory by the document.
/// Others wait in line, and when the line is long callers are sent away rather than kept waiting for what they will not wait for.
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

    /// <summary>The answer to those who are not let in.</summary>
    public ProblemResult Overloaded { get; } =
        new(ProblemType.Overloaded, "Too many documents are waiting already. Try again.", retryAfter: Pause);

    /// <summary>Waits for a turn; the lease is not acquired if the line is too long.</summary>
    public ValueTask<RateLimitLease> EnterAsync(CancellationToken cancellationToken) => _limiter.AcquireAsync(1, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
