using System.IO.Pipelines;

namespace MicroService.Api.Documents;

/// <summary>What one body holds of the <see cref="BodyBudget"/>, and the watch over its data rate while it holds anything.</summary>
public sealed class BodyReservation : IDisposable
{
    private readonly MemoryShare _share;
    private readonly TimeSpan? _longestTime;
    private readonly TimeProvider _time;
    private long _pieceStart;
    private long _pieceOffset;

    internal BodyReservation(MemoryShare share, int minBytesPerSecond, TimeProvider time)
    {
        _share = share;
        _time = time;
        _longestTime = minBytesPerSecond == 0 ? null : TimeSpan.FromSeconds((double)DocumentBody.PieceSize / minBytesPerSecond);
    }

    /// <inheritdoc/>
    public void Dispose() => _share.Dispose();

    /// <summary>Waits until the body may have <paramref name="length"/> bytes in memory; false if it may not.</summary>
    internal async ValueTask<bool> GrowAsync(int length, CancellationToken cancellationToken)
    {
        if (length <= _share.Held)
        {
            return true;
        }

        if (!await _share.GrowAsync(RoundUp(length), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        // The wait for memory is not the caller's.
        Restart(length);
        return true;
    }

    /// <summary>Reads on. A body that holds memory and stays below the minimum data rate for a whole piece is too slow.</summary>
    internal async ValueTask<(ReadResult Read, bool IsTooSlow)> ReadAsync(PipeReader reader, int received, CancellationToken cancellationToken)
    {
        var reading = reader.ReadAsync(cancellationToken);
        if (_share.Held == 0 || _longestTime is not { } longest)
        {
            return (await reading.ConfigureAwait(false), false);
        }

        if (received - _pieceOffset >= DocumentBody.PieceSize)
        {
            Restart(received);
        }

        var arrival = reading.IsCompleted ? Task.FromResult(await reading.ConfigureAwait(false)) : reading.AsTask();
        if (await ComesWithinAsync(arrival, longest).ConfigureAwait(false))
        {
            return (await arrival.ConfigureAwait(false), false);
        }

        reader.CancelPendingRead();
        return (await arrival.ConfigureAwait(false), true);
    }

    internal static long RoundUp(long length) => (length + DocumentBody.PieceSize - 1) / DocumentBody.PieceSize * DocumentBody.PieceSize;

    // From the piece's start on: a byte now and then is not progress.
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

    private void Restart(int received)
    {
        _pieceStart = _time.GetTimestamp();
        _pieceOffset = received;
    }
}
