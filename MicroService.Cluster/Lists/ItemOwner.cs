using System.Text.Json;

namespace MicroService.Cluster.Lists;

/// <summary>Reads who controls an object, without a tree of it: of a cluster's pods few are written by a person.</summary>
internal static class ItemOwner
{
    private const int MaxDepth = 256;

    /// <summary>The apiVersion and kind of the controller, or null.</summary>
    public static (string ApiVersion, string Kind)? Of(ReadOnlySpan<byte> item)
    {
        var reader = new Utf8JsonReader(item, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (!Enter(ref reader, "metadata"u8) || !Enter(ref reader, "ownerReferences"u8) || reader.TokenType != JsonTokenType.StartArray)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            string? apiVersion = null;
            string? kind = null;
            var isController = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isVersion, isKind, isControl) = (reader.ValueTextEquals("apiVersion"u8), reader.ValueTextEquals("kind"u8), reader.ValueTextEquals("controller"u8));
                reader.Read();
                apiVersion = isVersion ? reader.GetString() : apiVersion;
                kind = isKind ? reader.GetString() : kind;
                isController |= isControl && reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }

            if (isController && apiVersion is not null && kind is not null)
            {
                return (apiVersion, kind);
            }
        }

        return null;
    }

    // To the value of a key of the object that the reader is at.
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> key)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals(key);
            reader.Read();
            if (isKey)
            {
                return reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            }

            reader.Skip();
        }

        return false;
    }
}
