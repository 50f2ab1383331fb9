using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Limits concurrent calls of one dependency and queues the overflow in FIFO order. Its limits change while calls hold permits, for which
/// <see cref="ConcurrencyLimiter"/> has no means: a second one beside the first would admit twice as many calls after each reload.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nobody asks the semaphore for a wait handle, all that it could dispose.")]
internal sealed class Bulkhead(int concurrency, int queue)
{
    private static readonly Lease Rejected = new(null);

    private readonly Lock _lock = new();

    // It hands a released permit to the first that waits, before a newcomer can take it.
    private readonly SemaphoreSlim _permits = new(concurrency);
    private int _concurrency = concurrency;
    private int _queue = queue;
    private int _active;
    private int _queued;
    private int _surplus;

    /// <summary>Calls in flight; more than the limit for a while after it was lowered.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Calls that wait for a permit.</summary>
    public int Queued => Volatile.Read(ref _queued);

    /// <summary>Changes the limits. Calls in flight and queued stay; permits that come with a higher limit go to the queue first.</summary>
    public void Resize(int concurrency, int queue)
    {
        lock (_lock)
        {
            _surplus += _concurrency - concurrency;
            (_concurrency, _queue) = (concurrency, queue);
            while (_surplus > 0 && _permits.Wait(0))
            {
                _surplus--;
            }

            if (_surplus < 0)
            {
                _permits.Release(-_surplus);
                _surplus = 0;
            }
        }
    }

    /// <summary>Waits for a permit; the lease is not acquired if the queue is full.</summary>
    public async ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryAcquire() is { } lease)
        {
            return lease;
        }

        try
        {
            await _permits.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }

        Interlocked.Increment(ref _active);
        return new Lease(this);
    }

    // Null says that the call is queued.
    private Lease? TryAcquire()
    {
        lock (_lock)
        {
            if (_permits.Wait(0))
            {
                Interlocked.Increment(ref _active);
                return new Lease(this);
            }

            if (_queued >= _queue)
            {
                return Rejected;
            }

            Interlocked.Increment(ref _queued);
            return null;
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            Interlocked.Decrement(ref _active);
            if (_surplus > 0)
            {
                _surplus--;
            }
            else
            {
                _permits.Release();
            }
        }
    }

    private sealed class Lease(Bulkhead? owner) : RateLimitLease
    {
        private Bulkhead? _owner = owner;

        public override bool IsAcquired { get; } = owner is not null;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _owner, null)?.Release();
            base.Dispose(disposing);
        }
    }
}
