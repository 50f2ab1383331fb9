using System.Buffers;
using System.Text.Json;

namespace MicroService.Cluster.Lists;

/// <summary>
/// Takes from a Secret what rules ask for: its name, and its keys. Values are never copied, and annotations are skipped unread, as
/// <c>last-applied-configuration</c> has the values, too.
/// </summary>
internal static class SecretItem
{
    private const int MaxDepth = 256;

    private static readonly string[] Named = ["name", "namespace", "uid"];
    private static readonly string[] Keyed = ["data", "stringData"];

    /// <summary>The JSON of a Secret without its values.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Reduce(ReadOnlySpan<byte> item)
    {
        var reader = new Utf8JsonReader(item, new JsonReaderOptions { MaxDepth = MaxDepth });
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            reader.Read();
            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name == "metadata" && reader.TokenType == JsonTokenType.StartObject)
                {
                    WriteNames(ref reader, writer);
                }
                else if (name == "type" && reader.TokenType == JsonTokenType.String)
                {
                    writer.WriteString(name, reader.GetString());
                }
                else if (Keyed.Contains(name) && reader.TokenType == JsonTokenType.StartObject)
                {
                    WriteKeys(ref reader, writer, name);
                }
                else
                {
                    reader.Skip();
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteNames(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        writer.WriteStartObject("metadata");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (Named.Contains(name) && reader.TokenType == JsonTokenType.String)
            {
                writer.WriteString(name, reader.GetString());
            }
            else
            {
                reader.Skip();
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteKeys(ref Utf8JsonReader reader, Utf8JsonWriter writer, string field)
    {
        writer.WriteStartObject(field);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            writer.WriteString(reader.GetString()!, "");
            reader.Read();
            reader.Skip();
        }

        writer.WriteEndObject();
    }
}
