using System.Buffers;
using System.Text.Json;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>What one line is written with; kept per thread and used again.</summary>
internal sealed class JsonLineBuffer
{
    public JsonLineBuffer(JsonWriterOptions options)
    {
        Bytes = new ArrayBufferWriter<byte>(1024);
        Writer = new Utf8JsonWriter(Bytes, options);
        Fields = new JsonLineFields(Writer);
    }

    public ArrayBufferWriter<byte> Bytes { get; }

    public Utf8JsonWriter Writer { get; }

    public JsonLineFields Fields { get; }

    public void Reset()
    {
        Bytes.ResetWrittenCount();
        Writer.Reset();
        Fields.Reset();
    }
}
