namespace MicroService.Api.Documents;

/// <summary>
/// Memory that callers share fairly: the waiting caller that holds the least is served first, and no caller holds more than half of it with
/// several requests. Each share grows as its data arrives, up to what it claims, and only as long as all shares can still complete one after
/// another, so that no two wait for each other (the banker's algorithm).
/// </summary>
/// <param name="total">The bytes there are.</param>
/// <param name="queue">The most bytes that may be waited for; a caller waits for half of them at most.</param>
/// <param name="longestWait">How long a share waits.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedMemory(long total, long queue, TimeSpan longestWait, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<MemoryShare> _holders = [];
    private readonly List<Waiter> _waiters = [];
    private readonly long _total = total;
    private long _free = total;

    /// <summary>A share of a caller, empty as yet, that claims to need so many bytes at most. More than there is is all there is.</summary>
    public MemoryShare Open(string caller, long claim) => new(this, caller, Math.Min(claim, _total));

    /// <summary>Waits until the share may hold so many bytes; false if they did not become free in time or too much is waited for already.</summary>
    internal async ValueTask<bool> GrowAsync(MemoryShare share, long held, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            waiter = new Waiter(share, Math.Min(held, _total) - share.Held);
            if (waiter.Bytes <= 0)
            {
                return true;
            }

            if (_waiters.Count == 0 && Fits(share, waiter.Bytes))
            {
                Hold(share, waiter.Bytes);
                return true;
            }

            if (!MayWait(waiter))
            {
                return false;
            }

            _waiters.Add(waiter);
            Serve();
        }

        try
        {
            await waiter.Served.Task.WaitAsync(longestWait, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return !Withdraw(waiter);
        }
        catch (OperationCanceledException)
        {
            // What it was given meanwhile is returned with the share.
            Withdraw(waiter);
            throw;
        }
    }

    internal void Return(MemoryShare share)
    {
        lock (_lock)
        {
            if (_holders.Remove(share))
            {
                _free += share.Held;
                share.Held = 0;
                Serve();
            }
        }
    }

    // False if it has been served meanwhile.
    private bool Withdraw(Waiter waiter)
    {
        lock (_lock)
        {
            return _waiters.Remove(waiter);
        }
    }

    private bool MayWait(Waiter waiter)
    {
        var (all, own) = (waiter.Bytes, waiter.Bytes);
        foreach (var other in _waiters)
        {
            all += other.Bytes;
            own += other.Share.Caller == waiter.Share.Caller ? other.Bytes : 0;
        }

        return all <= queue && (own <= queue / 2 || own == waiter.Bytes);
    }

    // A share that does not fit leaves memory to others: large ones may be overtaken, and their wait ends with its timeout.
    private void Serve()
    {
        while (_waiters.OrderBy(waiter => HeldBy(waiter.Share.Caller).Bytes).FirstOrDefault(waiter => Fits(waiter.Share, waiter.Bytes)) is { } next)
        {
            _waiters.Remove(next);
            Hold(next.Share, next.Bytes);
            next.Served.SetResult();
        }
    }

    private void Hold(MemoryShare share, long bytes)
    {
        if (share.Held == 0)
        {
            _holders.Add(share);
        }

        share.Held += bytes;
        _free -= bytes;
    }

    private bool Fits(MemoryShare share, long bytes)
    {
        var others = HeldBy(share.Caller, except: share);
        if (bytes > _free || !IsFair(others, share.Held + bytes))
        {
            return false;
        }

        // If it can complete with what is free now, the others are left as they were.
        return (share.Claim - share.Held <= _free && IsFair(others, share.Claim)) || CanAllComplete(share, bytes);
    }

    private bool CanAllComplete(MemoryShare growing, long bytes)
    {
        var free = _free - bytes;
        var left = _holders.Where(share => share != growing).Append(growing)
            .Select(share => (share.Caller, Held: share == growing ? share.Held + bytes : share.Held, share.Claim))
            .OrderBy(static share => share.Claim - share.Held)
            .ToList();
        while (left.Count > 0)
        {
            var next = left.FindIndex(share => share.Claim - share.Held <= free && IsFair(OthersOf(share), share.Claim));
            if (next < 0)
            {
                return false;
            }

            free += left[next].Held;
            left.RemoveAt(next);
        }

        return true;

        Holding OthersOf((string Caller, long Held, long Claim) share)
        {
            var all = left.Where(other => other.Caller == share.Caller).Aggregate(default(Holding), static (sum, other) => sum.With(other.Held));
            return new Holding(all.Shares - 1, all.Bytes - share.Held);
        }
    }

    // The only share of a caller may take all there is.
    private bool IsFair(Holding others, long held) => others.Shares == 0 || others.Bytes + held <= _total / 2;

    private Holding HeldBy(string caller, MemoryShare? except = null) =>
        _holders.Where(share => share != except && share.Caller == caller).Aggregate(default(Holding), static (sum, share) => sum.With(share.Held));

    private readonly record struct Holding(int Shares, long Bytes)
    {
        public Holding With(long bytes) => new(Shares + 1, Bytes + bytes);
    }

    private sealed record Waiter(MemoryShare Share, long Bytes)
    {
        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What one request holds of a <see cref="SharedMemory"/>; disposing returns it.</summary>
internal sealed class MemoryShare(SharedMemory memory, string caller, long claim) : IDisposable
{
    /// <summary>Whose it is.</summary>
    public string Caller => caller;

    /// <summary>The most bytes that it will hold.</summary>
    public long Claim => claim;

    /// <summary>The bytes that it holds; <see cref="SharedMemory"/> changes them.</summary>
    public long Held { get; internal set; }

    /// <summary>Waits until it may hold so many bytes; false if it may not.</summary>
    public ValueTask<bool> GrowAsync(long bytes, CancellationToken cancellationToken) => memory.GrowAsync(this, bytes, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => memory.Return(this);
}
