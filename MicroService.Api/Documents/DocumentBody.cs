using System.Buffers;
using System.IO.Pipelines;

namespace MicroService.Api.Documents;

/// <summary>A request's body in pooled memory; disposing gives back the memory and the lease on it.</summary>
public sealed class DocumentBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private readonly IDisposable? _lease;
    private byte[] _buffer;
    private int _length;

    private DocumentBody(int size, IDisposable? lease)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(size);
        _lease = lease;
    }

    /// <summary>The bytes; not to be used once disposed.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>
    /// Reads to the end, or answers null as soon as there are more than <paramref name="limit"/> bytes.
    /// Memory grows with what has arrived, not with what <c>Content-Length</c> promises.
    /// </summary>
    public static async ValueTask<DocumentBody?> ReadAsync(PipeReader reader, int limit, IDisposable? lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var body = new DocumentBody(Math.Min(FirstSize, limit), lease);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (read.Buffer.Length > limit - body._length)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    body.Dispose();
                    return null;
                }

                body.Append(read.Buffer, limit);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _length = 0;
            _lease?.Dispose();
        }
    }

    private void Append(in ReadOnlySequence<byte> bytes, int limit)
    {
        var needed = _length + (int)bytes.Length;
        if (needed > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max(needed, _buffer.Length * 2)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length = needed;
    }
}
