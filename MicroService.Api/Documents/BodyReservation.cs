using System.IO.Pipelines;

namespace MicroService.Api.Documents;

/// <summary>What one body holds of the <see cref="BodyBudget"/>, and the watch over its speed while it holds anything.</summary>
public sealed class BodyReservation : IDisposable
{
    // A body at this rate or more is done before others that wait for its memory give up, unless it is among the longest.
    private const int BriskBytesPerSecond = 8 * DocumentBody.PieceSize;

    private readonly BodyBudget _budget;
    private readonly string _caller;
    private readonly long? _claim;
    private readonly TimeSpan _briskTime = TimeSpan.FromSeconds((double)DocumentBody.PieceSize / BriskBytesPerSecond);
    private readonly TimeSpan? _longestTime;
    private readonly TimeProvider _time;
    private long _held;
    private bool _isSlow;
    private long _pieceStart;
    private long _pieceOffset;

    internal BodyReservation(BodyBudget budget, string caller, long? claim, int minBytesPerSecond, TimeProvider time)
    {
        _budget = budget;
        _caller = caller;
        _claim = claim;
        _time = time;
        _longestTime = minBytesPerSecond == 0 ? null : TimeSpan.FromSeconds((double)DocumentBody.PieceSize / minBytesPerSecond);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_held > 0)
        {
            _budget.Return(_caller, _held, isLast: true);
            _held = 0;
        }
    }

    /// <summary>Waits until the body may have <paramref name="length"/> bytes in memory; false if it may not.</summary>
    internal async ValueTask<bool> GrowAsync(int length, CancellationToken cancellationToken)
    {
        // The longest body may have been raised since the start, the memory not: such a body takes all there is.
        var wanted = Math.Min(_isSlow ? RoundUp(length) : Math.Max(_claim ?? RoundUp(2L * length), length), _budget.Total);
        if (length <= _held || wanted <= _held)
        {
            return true;
        }

        if (!await _budget.TakeAsync(_caller, _held, wanted - _held, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _held = wanted;
        Restart(length);
        return true;
    }

    /// <summary>
    /// Reads on. A body that holds memory and takes longer than an eighth of a second for a piece gives back what it has not filled; one that
    /// stays below the minimum rate for a whole piece is too slow.
    /// </summary>
    internal async ValueTask<(ReadResult Read, bool IsTooSlow)> ReadAsync(PipeReader reader, int received, CancellationToken cancellationToken)
    {
        var reading = reader.ReadAsync(cancellationToken);
        if (_held == 0)
        {
            return (await reading.ConfigureAwait(false), false);
        }

        if (received - _pieceOffset >= DocumentBody.PieceSize)
        {
            Restart(received);
        }

        var arrival = reading.IsCompleted ? Task.FromResult(await reading.ConfigureAwait(false)) : reading.AsTask();
        if (!_isSlow && !await ComesWithinAsync(arrival, _briskTime).ConfigureAwait(false))
        {
            KeepOnly(received);
        }

        if (_longestTime is not { } longest || await ComesWithinAsync(arrival, longest).ConfigureAwait(false))
        {
            return (await arrival.ConfigureAwait(false), false);
        }

        reader.CancelPendingRead();
        return (await arrival.ConfigureAwait(false), true);
    }

    // From the piece's start on: a byte now and then is no progress.
    private async ValueTask<bool> ComesWithinAsync(Task<ReadResult> arrival, TimeSpan limit)
    {
        var rest = limit - _time.GetElapsedTime(_pieceStart);
        if (rest <= TimeSpan.Zero)
        {
            return false;
        }

        // A failure is thrown where the read is awaited.
        await ((Task)arrival).WaitAsync(rest, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return arrival.IsCompleted;
    }

    private void KeepOnly(int received)
    {
        _isSlow = true;
        var kept = RoundUp(received);
        if (kept < _held)
        {
            _budget.Return(_caller, _held - kept, isLast: false);
            _held = kept;
        }
    }

    private void Restart(int received)
    {
        _pieceStart = _time.GetTimestamp();
        _pieceOffset = received;
    }

    private static long RoundUp(long length) => (length + DocumentBody.PieceSize - 1) / DocumentBody.PieceSize * DocumentBody.PieceSize;
}
