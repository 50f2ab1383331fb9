using System.Threading.RateLimiting;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>
/// Limits concurrent calls of one dependency and queues the overflow in FIFO order. Its limits change while calls hold permits, for which
/// <see cref="ConcurrencyLimiter"/> has no means: a second one beside the first would admit twice as many calls after each reload.
/// </summary>
internal sealed class Bulkhead(int concurrency, int queue)
{
    private static readonly Lease Rejected = new(null);

    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<RateLimitLease>> _waiting = [];
    private int _concurrency = concurrency;
    private int _queue = queue;
    private int _active;

    /// <summary>Calls in flight; more than the limit for a while after it was lowered.</summary>
    public int Active => _active;

    /// <summary>Calls that wait for a permit.</summary>
    public int Queued => _waiting.Count;

    /// <summary>Changes the limits. Calls in flight and queued stay; permits that come with a higher limit go to the queue first.</summary>
    public void Resize(int concurrency, int queue)
    {
        lock (_lock)
        {
            (_concurrency, _queue) = (concurrency, queue);
            AdmitWaiting();
        }
    }

    /// <summary>Waits for a permit; a lease that is not acquired if the queue is full.</summary>
    public ValueTask<RateLimitLease> AcquireAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource<RateLimitLease>> node;
        lock (_lock)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<RateLimitLease>(cancellationToken);
            }

            if (_active < _concurrency)
            {
                _active++;
                return ValueTask.FromResult<RateLimitLease>(new Lease(this));
            }

            if (_waiting.Count >= _queue)
            {
                return ValueTask.FromResult<RateLimitLease>(Rejected);
            }

            node = _waiting.AddLast(new TaskCompletionSource<RateLimitLease>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return WaitAsync(node, cancellationToken);
    }

    private async ValueTask<RateLimitLease> WaitAsync(LinkedListNode<TaskCompletionSource<RateLimitLease>> node, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_lock)
                {
                    // One that was admitted in the meantime has left the list, and keeps its permit.
                    if (node.List is not null)
                    {
                        _waiting.Remove(node);
                        node.Value.SetCanceled(token);
                    }
                }
            },
            null);
        await using (registration.ConfigureAwait(false))
        {
            return await node.Value.Task.ConfigureAwait(false);
        }
    }

    private void Release()
    {
        lock (_lock)
        {
            _active--;
            AdmitWaiting();
        }
    }

    private void AdmitWaiting()
    {
        while (_active < _concurrency && _waiting.First is { } first)
        {
            _waiting.Remove(first);
            _active++;
            first.Value.SetResult(new Lease(this));
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
