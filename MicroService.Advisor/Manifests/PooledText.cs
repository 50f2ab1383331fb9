using System.Buffers;
using System.Text;
using SharpYaml;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// UTF-8 text decoded into a buffer for SharpYaml to read. The buffers of usual documents are pooled; those of large ones are shared only
/// within their file, because the pool keeps one of each size for each thread: some ten threads held all the memory of a small container.
/// A class, because the scanner boxes structs at every call.
/// </summary>
internal sealed class PooledText : ILookAheadBuffer, IDisposable
{
    private const int LongestPooled = 64 * 1024;

    private readonly char[] _buffer;
    private readonly bool _isPooled;
    private readonly int _length;
    private int _position;

    public PooledText(ReadOnlySpan<byte> utf8, TextPool pool)
    {
        _isPooled = utf8.Length <= LongestPooled;
        _buffer = _isPooled ? ArrayPool<char>.Shared.Rent(utf8.Length) : pool.Buffer(utf8.Length);
        _length = Encoding.UTF8.GetChars(utf8, _buffer);
    }

    public bool EndOfInput => _position >= _length;

    public char Peek(int offset)
    {
        var buffer = _buffer;
        var index = _position + offset;
        return (uint)index < (uint)_length && (uint)index < (uint)buffer.Length ? buffer[index] : '\0';
    }

    /// <summary>A part of the text.</summary>
    public ReadOnlySpan<char> Slice(int start, int end) => _buffer.AsSpan(start, Math.Min(end, _length) - start);

    public void Skip(int length) => _position += length;

    public void Cache(int length)
    {
        // Everything is in memory.
    }

    public void Dispose()
    {
        if (_isPooled)
        {
            ArrayPool<char>.Shared.Return(_buffer);
        }
    }
}
