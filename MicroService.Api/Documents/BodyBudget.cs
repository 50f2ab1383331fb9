using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that request bodies may take at once. It is asked for before a body is read, by what the body may need, so that
/// nobody holds a part of a body while waiting for the rest of the memory. Small bodies need not ask: there are only as many of
/// them as there are requests, and large ones that arrive slowly must not keep them out.
/// </summary>
public sealed class BodyBudget(IOptionsMonitor<DocumentOptions> options) : IDisposable
{
    /// <summary>What a body may have without asking, in bytes.</summary>
    public const int Small = 64 * 1024;

    private const int Unit = 1024;
    private const int WaitingBudgets = 16;

    private readonly int _permits = Units(options.CurrentValue.BodyMemory);
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Units(options.CurrentValue.BodyMemory),
        QueueLimit = Units(options.CurrentValue.BodyMemory) * WaitingBudgets,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>
    /// Waits for memory for a body of <paramref name="length"/> bytes, null if that is not known; the lease is not acquired if too many wait.
    /// Small bodies get none: even to ask for nothing waits while all is taken.
    /// </summary>
    public async ValueTask<RateLimitLease?> TakeAsync(long? length, CancellationToken cancellationToken) =>
        length <= Small ? null : await _limiter.AcquireAsync(Permits(length, options.CurrentValue.MaxBytes), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    // The longest body may have been raised since the start, the memory not: such a body takes all there is.
    private int Permits(long? length, int longest) => Math.Min(_permits, Units((int)Math.Min(length ?? longest, longest)));

    private static int Units(int bytes) => (bytes + Unit - 1) / Unit;
}
