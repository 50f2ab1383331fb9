using System.Buffers;
using System.IO.Pipelines;

namespace MicroService.Api.Documents;

/// <summary>
/// A request's body in pooled pieces; disposing returns them. Pieces, not one array, because large arrays either stay in the pool
/// for each thread or are copied again and again while they grow.
/// </summary>
public sealed class DocumentBody : IDisposable
{
    /// <summary>The size of a piece in bytes, below the large object heap's 85,000.</summary>
    public const int PieceSize = 64 * 1024;

    private readonly List<byte[]> _pieces = [];
    private IDisposable? _memory;

    /// <summary>The length in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; not to be used once disposed or joined.</summary>
    public ReadOnlySequence<byte> Bytes
    {
        get
        {
            BodySegment? first = null;
            BodySegment? last = null;
            for (var number = 0; number < _pieces.Count; number++)
            {
                last = new BodySegment(_pieces[number].AsMemory(0, Math.Min(PieceSize, Length - (number * PieceSize))), last);
                first ??= last;
            }

            return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
        }
    }

    /// <summary>
    /// Reads to the end, or until the body is rejected. Memory grows with what has arrived, not with what <c>Content-Length</c> promises.
    /// </summary>
    /// <param name="reader">The request's body.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="reservation">Asked before the body grows beyond a piece; disposed with the body. Null for no bound on memory.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<(DocumentBody? Body, BodyRejection Rejection)> ReadAsync(PipeReader reader, int limit, BodyReservation? reservation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var body = new DocumentBody { _memory = reservation };
        var rejection = BodyRejection.None;
        try
        {
            rejection = await body.FillAsync(reader, limit, reservation, cancellationToken).ConfigureAwait(false);
            return (rejection == BodyRejection.None ? body : null, rejection);
        }
        catch
        {
            rejection = BodyRejection.Broken;
            throw;
        }
        finally
        {
            if (rejection != BodyRejection.None)
            {
                body.Dispose();
            }
        }
    }

    /// <summary>
    /// The bytes as one; not to be used once disposed. A body of several pieces is copied to an array of its own, and returns its
    /// pieces and its reservation: call it when the work begins, which is limited by itself.
    /// </summary>
    public ReadOnlyMemory<byte> Join()
    {
        if (_pieces.Count == 1)
        {
            return _pieces[0].AsMemory(0, Length);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        Bytes.CopyTo(bytes);
        Dispose();
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pieces.ForEach(static piece => ArrayPool<byte>.Shared.Return(piece));
        _pieces.Clear();
        Interlocked.Exchange(ref _memory, null)?.Dispose();
    }

    private async ValueTask<BodyRejection> FillAsync(PipeReader reader, int limit, BodyReservation? reservation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (read, isTooSlow) = reservation is null
                ? (await reader.ReadAsync(cancellationToken).ConfigureAwait(false), false)
                : await reservation.ReadAsync(reader, Length, cancellationToken).ConfigureAwait(false);
            if (isTooSlow)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return BodyRejection.TooSlow;
            }

            var length = Length + read.Buffer.Length;
            if (length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return BodyRejection.TooLarge;
            }

            if (length > PieceSize && reservation is not null && !await reservation.GrowAsync((int)length, cancellationToken).ConfigureAwait(false))
            {
                reader.AdvanceTo(read.Buffer.End);
                return BodyRejection.NoMemory;
            }

            Append(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return BodyRejection.None;
            }
        }
    }

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes)
        {
            var rest = part.Span;
            while (rest.Length > 0)
            {
                var used = Length % PieceSize;
                if (used == 0)
                {
                    _pieces.Add(ArrayPool<byte>.Shared.Rent(PieceSize));
                }

                var count = Math.Min(rest.Length, PieceSize - used);
                rest[..count].CopyTo(_pieces[^1].AsSpan(used));
                Length += count;
                rest = rest[count..];
            }
        }
    }

    private sealed class BodySegment : ReadOnlySequenceSegment<byte>
    {
        public BodySegment(ReadOnlyMemory<byte> memory, BodySegment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}

/// <summary>Why a body was not read to its end.</summary>
public enum BodyRejection
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It has more bytes than the limit.</summary>
    TooLarge,

    /// <summary>No memory became free for it in time.</summary>
    NoMemory,

    /// <summary>It held memory and arrived too slowly.</summary>
    TooSlow,

    /// <summary>The connection broke, or the request was cancelled.</summary>
    Broken,
}
