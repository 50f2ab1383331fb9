using System.Text.Json;

namespace MicroService.Advisor.Reporting;

/// <summary>Writes JSON that may be long.</summary>
internal static class LongJson
{
    private const int Piece = 32 * 1024;

    /// <summary>All of what is written piece by piece.</summary>
    public static ReadOnlyMemory<byte> Whole(Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        return buffer.ToArray();
    }

    /// <summary>Sends on what was written once it is enough: the writer itself would keep all of it.</summary>
    public static void FlushLong(this Utf8JsonWriter writer)
    {
        if (writer.BytesPending >= Piece)
        {
            writer.Flush();
        }
    }
}
