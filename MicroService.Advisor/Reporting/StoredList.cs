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

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public T this[int index] => this.ElementAt(index);

    /// <summary>Puts an item at the end.</summary>
    public void Add(T item)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(item, type);
        BitConverter.TryWriteBytes(_length, json.Length);
        stream.Seek(0, SeekOrigin.End);
        stream.Write(_length);
        stream.Write(json);
        Count++;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
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
            yield return JsonSerializer.Deserialize(buffer.AsSpan(0, length), type)!;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
