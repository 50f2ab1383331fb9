using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace MicroService.Api.Caching;

/// <summary>Writes cache entries for the second level with source-generated JSON.</summary>
internal sealed class CacheSerializer(JsonSerializerOptions options) : IFusionCacheSerializer
{
    // SerializeToUtf8Bytes would leave a buffer of a long report's size in the shared pool for each thread.
    public byte[] Serialize<T>(T? obj)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(writer, obj!, TypeInfo<T>());
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize(data, TypeInfo<T>());

    public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

    public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
