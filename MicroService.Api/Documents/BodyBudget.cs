using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that request bodies of more than <see cref="DocumentBody.PieceSize"/> bytes share. A body that arrives briskly reserves its
/// whole length, so that no two wait for each other's memory in the middle; without a length it reserves twice what has arrived. A slow body
/// keeps only what has arrived. The caller that holds the least is served first, and no caller holds more than half with several bodies.
/// </summary>
public sealed class BodyBudget(IOptionsMonitor<DocumentOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Dictionary<string, Holding> _holdings = new(StringComparer.Ordinal);
    private long _free = options.CurrentValue.BodyMemory;

    /// <summary>All there is, in bytes.</summary>
    internal long Total { get; } = options.CurrentValue.BodyMemory;

    /// <summary>A reservation, empty as yet, for a body of a caller that says that it has <paramref name="length"/> bytes, or does not say.</summary>
    public BodyReservation Open(string caller, long? length)
    {
        var current = options.CurrentValue;
        long? claim = length is { } known ? Math.Min(known, current.MaxBytes) : null;
        return new BodyReservation(this, caller, claim, current.MinBytesPerSecond, time);
    }

    /// <summary>Waits for memory; false if none became free in time.</summary>
    internal async ValueTask<bool> TakeAsync(string caller, long already, long bytes, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && Fits(caller, already, bytes))
            {
                Hold(caller, already, bytes);
                return true;
            }

            waiter = new Waiter(caller, already, bytes);
            _waiters.Add(waiter);
            Serve();
        }

        try
        {
            await waiter.Served.Task.WaitAsync(LongestWait, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return !Withdraw(waiter);
        }
        catch (OperationCanceledException)
        {
            if (!Withdraw(waiter))
            {
                Return(caller, bytes, isLast: already == 0);
            }

            throw;
        }
    }

    /// <summary>Returns memory; <paramref name="isLast"/> if the body holds none any more.</summary>
    internal void Return(string caller, long bytes, bool isLast)
    {
        lock (_lock)
        {
            _free += bytes;
            var holding = _holdings[caller];
            holding = new Holding(holding.Bytes - bytes, isLast ? holding.Bodies - 1 : holding.Bodies);
            if (holding.Bodies == 0)
            {
                _holdings.Remove(caller);
            }
            else
            {
                _holdings[caller] = holding;
            }

            Serve();
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

    // A caller that can't be served leaves memory to others: large bodies may be overtaken, and their wait ends by itself.
    private void Serve()
    {
        while (_waiters.Where(waiter => Fits(waiter.Caller, waiter.Already, waiter.Bytes)).MinBy(waiter => HeldBy(waiter.Caller).Bytes) is { } next)
        {
            _waiters.Remove(next);
            Hold(next.Caller, next.Already, next.Bytes);
            next.Served.SetResult();
        }
    }

    private bool Fits(string caller, long already, long bytes)
    {
        var held = HeldBy(caller);
        var isOnly = held.Bodies == (already == 0 ? 0 : 1);
        return bytes <= _free && (isOnly || held.Bytes + bytes <= Total / 2);
    }

    private void Hold(string caller, long already, long bytes)
    {
        var held = HeldBy(caller);
        _holdings[caller] = new Holding(held.Bytes + bytes, already == 0 ? held.Bodies + 1 : held.Bodies);
        _free -= bytes;
    }

    private Holding HeldBy(string caller) => _holdings.GetValueOrDefault(caller);

    private readonly record struct Holding(long Bytes, int Bodies);

    private sealed record Waiter(string Caller, long Already, long Bytes)
    {
        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
