using System.Buffers;

namespace MicroService.Advisor.Reporting;

/// <summary>Collects a report in pieces, so that it is copied once however long it gets, and throws beyond a limit.</summary>
internal sealed class ReportBuffer(int limit) : IBufferWriter<byte>
{
    // Below the large object heap's 85,000 bytes.
    private const int PieceSize = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private byte[] _current = [];
    private int _used;
    private int _length;

    /// <exception cref="ReportTooLongException">There are more bytes than the limit.</exception>
    public void Advance(int count)
    {
        _used += count;
        if ((_length += count) > limit)
        {
            throw new ReportTooLongException();
        }
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_current.Length - _used < Math.Max(1, sizeHint))
        {
            _pieces.Add(_current.AsMemory(0, _used));
            _current = GC.AllocateUninitializedArray<byte>(Math.Max(PieceSize, sizeHint));
            _used = 0;
        }

        return _current.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public byte[] ToArray()
    {
        var report = GC.AllocateUninitializedArray<byte>(_length);
        var rest = report.AsSpan();
        foreach (var piece in _pieces.Append(_current.AsMemory(0, _used)))
        {
            piece.Span.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        return report;
    }
}

/// <summary>A report has more bytes than the caller allows. A buffer has no other way to stop its writer.</summary>
internal sealed class ReportTooLongException : Exception;
