using System.Buffers;
using System.Text.Json;

namespace MicroService.Cluster.Watching;

/// <summary>Reads the events of a watch, one JSON value after the other; no more than one is in memory.</summary>
internal static class WatchStream
{
    private const int FirstBuffer = 16 * 1024;

    // A server keeps no object that is larger than a few megabytes.
    private const int LongestEvent = 32 * 1024 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256, AllowMultipleValues = true };

    /// <summary>Takes an event: its type, and the JSON of its object, which is valid until it returns.</summary>
    public delegate void Take(WatchEventType type, ReadOnlySpan<byte> item);

    /// <summary>Reads until the server ends the watch.</summary>
    /// <exception cref="JsonException">It is no watch, or ends within an event.</exception>
    public static async Task ReadAsync(Stream body, Take take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var (held, wanted) = (0, 1);
            while (true)
            {
                if (held == buffer.Length)
                {
                    buffer = Grow(buffer, held);
                }

                var read = await body.ReadAsync(buffer.AsMemory(held), cancellationToken).ConfigureAwait(false);
                held += read;
                // What ends like an event may be all that comes for minutes.
                if (read > 0 && held < wanted && buffer[held - 1] is not ((byte)'\n' or (byte)'}'))
                {
                    continue;
                }

                var consumed = Parse(buffer.AsSpan(0, held), take);
                if (read == 0)
                {
                    // A line ends the last event.
                    if (!buffer.AsSpan(consumed, held - consumed).Trim(" \r\n\t"u8).IsEmpty)
                    {
                        throw new JsonException("The watch ended within an event.");
                    }

                    return;
                }

                buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
                held -= consumed;
                // An event that is not whole is looked at again only once there is twice as much of it.
                wanted = consumed > 0 ? 1 : held * 2;
            }
        }
        finally
        {
            // Of Secrets nothing stays behind.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Grow(byte[] buffer, int held)
    {
        if (buffer.Length >= LongestEvent)
        {
            throw new JsonException("An event is larger than any object that a server keeps.");
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, held).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private static int Parse(ReadOnlySpan<byte> utf8, Take take)
    {
        var consumed = 0;
        while (true)
        {
            var rest = utf8[consumed..];
            var reader = new Utf8JsonReader(rest, isFinalBlock: false, new JsonReaderState(Options));
            if (!reader.Read())
            {
                return consumed;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("This is no watch.");
            }

            if (!reader.TrySkip())
            {
                return consumed;
            }

            Read(rest[..(int)reader.BytesConsumed], take);
            consumed += (int)reader.BytesConsumed;
        }
    }

    private static void Read(ReadOnlySpan<byte> utf8, Take take)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        var type = WatchEventType.Unknown;
        ReadOnlySpan<byte> item = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isItem) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("object"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType)
            {
                type = TypeOf(reader.GetString());
            }

            reader.Skip();
            item = isItem ? utf8[start..(int)reader.BytesConsumed] : item;
        }

        if (item.IsEmpty || item[0] != (byte)'{')
        {
            throw new JsonException("An event is about no object.");
        }

        take(type, item);
    }

    private static WatchEventType TypeOf(string? type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        "ERROR" => WatchEventType.Error,
        _ => WatchEventType.Unknown,
    };
}

/// <summary>What happened to an object.</summary>
internal enum WatchEventType
{
    /// <summary>Something that servers of today do not say.</summary>
    Unknown,

    /// <summary>It is new, or newly seen.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>Nothing: the watch is up to date with a version.</summary>
    Bookmark,

    /// <summary>The watch can't go on; the object is a <c>Status</c>.</summary>
    Error,
}
