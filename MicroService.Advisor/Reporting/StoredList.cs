using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// A list that a stream holds instead of memory, as JSON, a length in front of each item. It is read from its beginning every time:
/// enumerate
/// it, and seldom.
/// </summary>
internal sealed class StoredList<T>(Stream stream, JsonTypeInfo<T> type) : IReadOnlyList<T>
{
    private const int LengthBytes = sizeof(int);

    private readonly byte[] _length = new byte[LengthBytes];
    private readonly ArrayBufferWriter<byte> _item = new();
    private Utf8JsonWriter? _writer;
    private long _end;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public T this[int index] => this.ElementAt(index);

    /// <summary>Puts an item at the end.</summary>
    public void Add(T item)
    {
        _item.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_item, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true });
        _writer.Reset();
        JsonSerializer.Serialize(_writer, item, type);
        BitConverter.TryWriteBytes(_length, _item.WrittenCount);
        if (stream.Position != _end)
        {
            stream.Seek(_end, SeekOrigin.Begin);
        }

        stream.Write(_length);
        stream.Write(_item.WrittenSpan);
        _end = stream.Position;
        Count++;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (var json in Written())
        {
            yield return JsonSerializer.Deserialize(json.Span, type)!;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The items as JSON, each until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Written()
    {
        var at = 0L;
        var buffer = Array.Empty<byte>();
        for (var index = 0; index < Count; index++)
        {
            // Another enumeration may have moved on.
            if (stream.Position != at)
            {
                stream.Seek(at, SeekOrigin.Begin);
            }

            stream.ReadExactly(_length);
            var length = BitConverter.ToInt32(_length);
            buffer = buffer.Length < length ? new byte[length * 2] : buffer;
            stream.ReadExactly(buffer, 0, length);
            at += LengthBytes + length;
            yield return buffer.AsMemory(0, length);
        }
    }
}
