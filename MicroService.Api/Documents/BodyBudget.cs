using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that request bodies may take at once. It is asked for before a body is read, by what the body may need, so that
/// nobody holds a part of a body while waiting for the rest of the memory. Small bodies need not ask: there are only as many of
/// them as there are requests, and large ones that arrive slowly must not keep them out.
/// </summary>
public sealed class BodyBudget(IOptions<DocumentOptions> options) : IDisposable
{
    /// <summary>What a body may have without asking, in bytes.</summary>
    public const int Small = 64 * 1024;

    private const int Unit = 1024;
    private const int WaitingBudgets = 16;

    private readonly int _maxBytes = options.Value.MaxBytes;
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Units(options.Value.BodyMemory),
        QueueLimit = Units(options.Value.BodyMemory) * WaitingBudgets,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Waits for memory for a body of <paramref name="length"/> bytes, null if that is not known; the lease is not acquired if too many wait.</summary>
    public ValueTask<RateLimitLease> TakeAsync(long? length, CancellationToken cancellationToken) =>
        _limiter.AcquireAsync(length <= Small ? 0 : Units((int)Math.Min(length ?? _maxBytes, _maxBytes)), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static int Units(int bytes) => (bytes + Unit - 1) / Unit;
}
