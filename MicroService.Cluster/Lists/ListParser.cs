using System.Text.Json;

namespace MicroService.Cluster.Lists;

/// <summary>Finds the items of a list in JSON that comes in pieces.</summary>
internal sealed class ListParser(Action<ReadOnlyMemory<byte>> take)
{
    // CustomResourceDefinitions nest deeper than the reader's own limit.
    private const int MaxDepth = 256;

    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth });
    private Place _place = Place.Start;
    private bool _isMetadata;
    private bool _hasItems;

    private enum Place
    {
        Start,
        Key,
        Value,
        ItemsValue,
        Item,
        End,
    }

    /// <summary>The token of the next page.</summary>
    public string? Continue { get; private set; }

    /// <summary>The version of the list.</summary>
    public string? Version { get; private set; }

    /// <summary>Whether the list was read to its end.</summary>
    public bool IsWhole => _place == Place.End && _hasItems;

    /// <summary>Reads as far as whole items go.</summary>
    /// <returns>How much of the text was read, and is not needed again.</returns>
    /// <exception cref="JsonException">It is no list, or not whole although it is final.</exception>
    public int Parse(ReadOnlyMemory<byte> utf8, bool isFinal)
    {
        var reader = new Utf8JsonReader(utf8.Span, isFinal, _state);
        while (Step(ref reader, utf8))
        {
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private bool Step(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        var before = reader;
        if (!reader.Read())
        {
            return false;
        }

        switch (_place)
        {
            case Place.Start:
                Expect(reader.TokenType == JsonTokenType.StartObject);
                _place = Place.Key;
                return true;
            case Place.Key when reader.TokenType == JsonTokenType.EndObject:
                _place = Place.End;
                return true;
            case Place.Key:
                _isMetadata = reader.ValueTextEquals("metadata"u8);
                _place = reader.ValueTextEquals("items"u8) ? Place.ItemsValue : Place.Value;
                return true;
            case Place.ItemsValue:
                // An empty list of custom resources may be null.
                Expect(reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null);
                _hasItems = true;
                _place = reader.TokenType == JsonTokenType.Null ? Place.Key : Place.Item;
                return true;
            case Place.Item when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.Key;
                return true;
            case Place.Item:
                Expect(reader.TokenType == JsonTokenType.StartObject);
                return Whole(ref reader, before, utf8, isItem: true);
            case Place.Value:
                return Whole(ref reader, before, utf8, isItem: false);
            default:
                throw new JsonException("There is more behind the list.");
        }
    }

    // Back to before the value, if it is not whole.
    private bool Whole(ref Utf8JsonReader reader, Utf8JsonReader before, ReadOnlyMemory<byte> utf8, bool isItem)
    {
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip())
        {
            reader = before;
            return false;
        }

        var value = utf8[start..(int)reader.BytesConsumed];
        if (isItem)
        {
            take(value);
        }
        else
        {
            if (_isMetadata)
            {
                (Continue, Version) = (TextOf(value.Span, "continue"u8), TextOf(value.Span, "resourceVersion"u8));
            }

            _place = Place.Key;
        }

        return true;
    }

    private static string? TextOf(ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> key)
    {
        var reader = new Utf8JsonReader(metadata);
        string? text = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(key))
            {
                reader.Read();
                text = reader.GetString();
            }
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static void Expect(bool isList)
    {
        if (!isList)
        {
            throw new JsonException("This is no list of objects.");
        }
    }
}
