using System.Text.Json;

namespace MicroService.Publishing.AppModel;

/// <summary>Line and column of every value of a JSON document, by pointer. Made only when there is a problem to report.</summary>
internal static class JsonPositions
{
    /// <summary>Positions from 1, columns in bytes; a document that breaks off has those up to there.</summary>
    public static IReadOnlyDictionary<string, (int Line, int Column)> Of(ReadOnlySpan<byte> json)
    {
        var positions = new Dictionary<string, (int Line, int Column)>();
        var containers = new Stack<(JsonPointer Pointer, int Index)>();
        var lineStart = 0;
        var line = 1;
        var scanned = 0;
        var property = JsonPointer.Root;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                for (; scanned < start; scanned++)
                {
                    if (json[scanned] == (byte)'\n')
                    {
                        line++;
                        lineStart = scanned + 1;
                    }
                }

                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        property = containers.Peek().Pointer.Append(reader.GetString()!);
                        continue;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        containers.Pop();
                        continue;
                }

                var pointer = property;
                if (containers.TryPeek(out var container) && container.Index >= 0)
                {
                    containers.Pop();
                    containers.Push(container with { Index = container.Index + 1 });
                    pointer = container.Pointer.Append(container.Index);
                }

                positions.TryAdd(pointer.ToString(), (line, start - lineStart + 1));
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    containers.Push((pointer, reader.TokenType == JsonTokenType.StartArray ? 0 : -1));
                }
            }
        }
        catch (JsonException)
        {
            // The reader of the manifest reports what breaks off here; the positions so far are right.
        }

        return positions;
    }
}
