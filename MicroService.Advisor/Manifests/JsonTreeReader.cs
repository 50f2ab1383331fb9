using System.Text;
using System.Text.Json;

namespace MicroService.Advisor.Manifests;

/// <summary>Builds trees from JSON text: one value, or several one after the other.</summary>
internal sealed class JsonTreeReader
{
    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly ManifestLimits _limits;
    private readonly NodeBudget _budget;
    private readonly ProblemList? _repeated;
    private readonly bool _hasPlaces;
    private readonly TextPool? _pool;
    private int _counted;
    private int _characters;
    private int _documentStart;
    private int _line;
    private int _column;

    private JsonTreeReader(ReadOnlyMemory<byte> utf8, ManifestLimits limits, NodeBudget budget, ProblemList? repeated, Position start, bool hasPlaces, TextPool? pool)
    {
        // Only the first line has something in front of it.
        (_line, _column) = (start.Line, start.Column);
        _utf8 = utf8;
        _limits = limits;
        _budget = budget;
        _repeated = repeated;
        _hasPlaces = hasPlaces;
        _pool = pool;
    }

    /// <summary>Reads all values; syntax errors and refusals become problems.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="limits">What to take on.</param>
    /// <param name="budget">The nodes that may still be made.</param>
    /// <param name="problems">Takes the problems.</param>
    /// <param name="refusesRepeatedKeys">Whether a key that stands twice is a problem, or kept aside for a rule to see.</param>
    /// <param name="start">Where the text stands in its file, if that is not its beginning.</param>
    /// <param name="hasPlaces">Whether nodes remember line and column.</param>
    /// <param name="pool">The texts of the file, where it has the same ones over and over.</param>
    public static List<ManifestDocument> Read(
        ReadOnlyMemory<byte> utf8,
        ManifestLimits limits,
        NodeBudget budget,
        ProblemList problems,
        bool refusesRepeatedKeys = false,
        Position? start = null,
        bool hasPlaces = true,
        TextPool? pool = null)
    {
        var documents = new List<ManifestDocument>();
        var tree = new JsonTreeReader(utf8, limits, budget, refusesRepeatedKeys ? problems : null, start ?? new Position(1, 1), hasPlaces, pool);
        // One more than our own limit, so that ours speaks first.
        var options = new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = limits.MaxDepth + 1 };
        var reader = new Utf8JsonReader(utf8.Span, options);
        try
        {
            var end = 0;
            while (reader.Read())
            {
                // A document keeps what stood between the last value and this one, so that printing gives all of it back.
                var from = end;
                tree.StartDocument(from);
                var root = tree.ReadNode(ref reader, 1);
                end = EndOf(utf8.Span, (int)reader.BytesConsumed);
                if (root is not MappingNode mapping)
                {
                    problems.Invalid("not-an-object", root.Position, "A manifest is a JSON object.");
                    continue;
                }

                documents.Add(new ManifestDocument(mapping, utf8[from..end], isJson: true));
            }
        }
        catch (JsonException error)
        {
            problems.Malformed("json-syntax", tree.PositionOf(error), JsonSyntaxMessage.Of(error, utf8.Span[..tree.OffsetOf(error)], utf8.Span));
        }
        catch (InvalidOperationException)
        {
            // The reader's word for an unpaired surrogate in an escape.
            problems.Malformed("json-syntax", tree.PositionAt((int)reader.TokenStartIndex), "This string holds half of a surrogate pair.");
        }
        catch (RefusedException refused)
        {
            problems.Malformed(refused.Code, refused.Position, refused.Message);
        }

        return documents;
    }

    // White space at the end of the file belongs to the last value.
    private static int EndOf(ReadOnlySpan<byte> utf8, int offset) =>
        utf8[offset..].IndexOfAnyExcept(" \t\r\n"u8) < 0 ? utf8.Length : offset;

    // Spans count from the document's own text.
    private void StartDocument(int offset)
    {
        if (_hasPlaces)
        {
            Advance(offset);
            _documentStart = _characters;
        }
    }

    private Node ReadNode(ref Utf8JsonReader reader, int depth)
    {
        var position = PositionAt((int)reader.TokenStartIndex);
        var start = _characters;
        if (!_budget.Take())
        {
            throw new RefusedException("too-many-nodes", position, $"The file has more than {_limits.MaxNodes:N0} nodes; split it.");
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMapping(ref reader, position, start, depth),
            JsonTokenType.StartArray => ReadSequence(ref reader, position, start, depth),
            JsonTokenType.String =>
                new ScalarNode(ReadText(ref reader, position), ScalarKind.String, ScalarNotation.Quoted, position, SpanFrom(start, ref reader)),
            JsonTokenType.Number => ReadNumber(ref reader, position, start),
            JsonTokenType.True => new ScalarNode("true", ScalarKind.Boolean, ScalarNotation.Plain, position, SpanFrom(start, ref reader)),
            JsonTokenType.False => new ScalarNode("false", ScalarKind.Boolean, ScalarNotation.Plain, position, SpanFrom(start, ref reader)),
            _ => new ScalarNode("null", ScalarKind.Null, ScalarNotation.Plain, position, SpanFrom(start, ref reader)),
        };
    }

    private ScalarNode ReadNumber(ref Utf8JsonReader reader, Position position, int start)
    {
        var text = Encoding.UTF8.GetString(reader.ValueSpan);
        var kind = text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? ScalarKind.Integer : ScalarKind.Float;
        return new ScalarNode(text, kind, ScalarNotation.Plain, position, SpanFrom(start, ref reader));
    }

    private MappingNode ReadMapping(ref Utf8JsonReader reader, Position position, int start, int depth)
    {
        CheckDepth(position, depth);
        var mapping = new MappingNode(NodeStyle.Flow, position, TextSpan.Somewhere);
        var keys = new KeySet();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keyPosition = PositionAt((int)reader.TokenStartIndex);
            var keyStart = _characters;
            var key = ReadText(ref reader, keyPosition);
            // The reader takes the colon with the key.
            var keySpan = SpanTo((int)reader.TokenStartIndex + reader.ValueSpan.Length + 2, keyStart);
            reader.Read();
            var value = ReadNode(ref reader, depth + 1);
            var entry = new MappingEntry(new ScalarNode(key, ScalarKind.String, ScalarNotation.Quoted, keyPosition, keySpan), value);
            if (keys.Add(key, mapping.Written))
            {
                mapping.Add(entry);
            }
            else if (_repeated is null)
            {
                mapping.AddDuplicate(entry);
            }
            else
            {
                _repeated.Malformed("duplicate-key", keyPosition, $"The key \"{Wording.Cut(key)}\" appears twice in this object. Remove one.");
            }
        }

        mapping.Span = SpanFrom(start, ref reader);
        return mapping;
    }

    private SequenceNode ReadSequence(ref Utf8JsonReader reader, Position position, int start, int depth)
    {
        CheckDepth(position, depth);
        var sequence = new SequenceNode(NodeStyle.Flow, position, TextSpan.Somewhere);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            sequence.Add(ReadNode(ref reader, depth + 1));
        }

        sequence.Span = SpanFrom(start, ref reader);
        return sequence;
    }

    private string ReadText(ref Utf8JsonReader reader, Position position)
    {
        var text = reader.GetString()!;
        return text.Length <= _limits.MaxScalarLength
            ? _pool?.Kept(text) ?? text
            : throw new RefusedException("scalar-too-long", position, $"This value has {text.Length:N0} characters; Kubernetes stores at most {_limits.MaxScalarLength:N0} in one.");
    }

    private void CheckDepth(Position position, int depth)
    {
        if (depth > _limits.MaxDepth)
        {
            throw new RefusedException("too-deep", position, $"Collections are nested more than {_limits.MaxDepth} deep.");
        }
    }

    private Position PositionAt(int offset)
    {
        if (!_hasPlaces)
        {
            return Position.None;
        }

        Advance(offset);
        return new Position(_line, _column);
    }

    // To the end of the last token.
    private TextSpan SpanFrom(int start, ref Utf8JsonReader reader) => SpanTo((int)reader.BytesConsumed, start);

    private TextSpan SpanTo(int offset, int start)
    {
        if (!_hasPlaces)
        {
            return TextSpan.Somewhere;
        }

        Advance(offset);
        return new TextSpan(start - _documentStart, _characters - _documentStart);
    }

    // Tokens come in order, so lines and characters are counted on from the last token's: a text may be one long line.
    private void Advance(int offset)
    {
        var span = _utf8.Span;
        for (int next; (next = span[_counted..offset].IndexOf((byte)'\n')) >= 0;)
        {
            _characters += Encoding.UTF8.GetCharCount(span.Slice(_counted, next + 1));
            _counted += next + 1;
            _line++;
            _column = 1;
        }

        var rest = Encoding.UTF8.GetCharCount(span[_counted..offset]);
        _characters += rest;
        _column += rest;
        _counted = offset;
    }

    private Position PositionOf(JsonException error)
    {
        var (line, start) = LineOf(error);
        return new Position(line + 1, Encoding.UTF8.GetCharCount(_utf8.Span[start..OffsetOf(error)]) + 1);
    }

    private int OffsetOf(JsonException error) => Math.Min(_utf8.Length, LineOf(error).Start + (int)(error.BytePositionInLine ?? 0));

    private (int Line, int Start) LineOf(JsonException error)
    {
        var (line, start) = ((int)(error.LineNumber ?? 0), 0);
        for (var left = line; left > 0; left--)
        {
            start += _utf8.Span[start..].IndexOf((byte)'\n') + 1;
        }

        return (line, start);
    }
}
