using System.Text;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Cli.Input;

/// <summary>Finds the objects of a JSON text: the values at its top, and the items of those that are a <c>List</c>.</summary>
internal sealed class JsonPieces
{
    private readonly TextWindow _window;
    private readonly List<PiecePlace?> _items = [];
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1024 });
    private (long Offset, Position Position) _counted;
    private (long Offset, Position Position) _value;
    private (long Offset, Position Position) _item;
    private int _lists;
    private bool _hasItems;
    private string? _property;
    private string? _kind;
    private string? _version;

    private JsonPieces(InputText text, long start)
    {
        _window = new TextWindow(text, start);
        _counted = (start, new Position(1, 1));
    }

    /// <summary>The places of all objects; null for one that is none, or is too long.</summary>
    /// <exception cref="JsonException">This is not JSON.</exception>
    public static IEnumerable<PiecePlace?> In(InputText text, long start) => new JsonPieces(text, start).Find();

    private IEnumerable<PiecePlace?> Find()
    {
        var found = new List<PiecePlace?>();
        while (true)
        {
            var consumed = Read(found);
            foreach (var piece in found)
            {
                yield return piece;
            }

            found.Clear();
            Count(_window.Offset + consumed);
            _window.Advance(consumed);
            if (!_window.Extend())
            {
                yield break;
            }
        }
    }

    private int Read(List<PiecePlace?> found)
    {
        var reader = new Utf8JsonReader(_window.Bytes, _window.IsLast, _state);
        while (reader.Read())
        {
            switch (reader.CurrentDepth, reader.TokenType)
            {
                case (0, JsonTokenType.StartObject):
                    _value = Count(_window.Offset + reader.TokenStartIndex);
                    (_kind, _version, _property, _lists, _hasItems) = (null, null, null, 0, false);
                    _items.Clear();
                    break;
                case (0, JsonTokenType.EndObject):
                    Take(_window.Offset + reader.BytesConsumed, found);
                    break;
                case (0, _):
                    found.Add(null);
                    break;
                case (1, JsonTokenType.PropertyName):
                    _property = reader.GetString();
                    _lists += _property == "items" ? 1 : 0;
                    break;
                case (1, JsonTokenType.String) when _property == "kind":
                    _kind ??= reader.GetString();
                    break;
                case (1, JsonTokenType.String) when _property == "apiVersion":
                    _version ??= reader.GetString();
                    break;
                case (1, JsonTokenType.StartArray) when _property == "items":
                    _hasItems = true;
                    break;
                case (2, JsonTokenType.StartObject) when _property == "items" && _lists == 1:
                    _item = Count(_window.Offset + reader.TokenStartIndex);
                    break;
                case (2, JsonTokenType.EndObject) when _property == "items" && _lists == 1:
                    _items.Add(Place(_item, _window.Offset + reader.BytesConsumed));
                    break;
                case (2, not (JsonTokenType.PropertyName or JsonTokenType.EndArray)) when _property == "items" && _lists == 1:
                    _items.Add(null);
                    break;
            }
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(long end, List<PiecePlace?> found)
    {
        // What stands twice is told by reading the whole file.
        if (_lists == 0 || (_lists == 1 && !_hasItems) || _kind?.EndsWith("List", StringComparison.Ordinal) != true)
        {
            found.Add(Place(_value, end));
            return;
        }

        var type = ListedType.Of(_version, _kind);
        found.AddRange(_lists == 1 ? _items.Select(item => item is { } place ? place with { Type = type } : (PiecePlace?)null) : [null]);
    }

    private static PiecePlace? Place((long Offset, Position Position) start, long end) =>
        end - start.Offset > Array.MaxLength ? null
            : new PiecePlace(start.Offset, (int)(end - start.Offset), start.Position, IsJson: true, IsItem: false, null);

    // Lines and columns are counted on from the last place that was asked for.
    private (long Offset, Position Position) Count(long offset)
    {
        var passed = _window.Bytes[(int)(_counted.Offset - _window.Offset)..(int)(offset - _window.Offset)];
        var last = passed.LastIndexOf((byte)'\n');
        var position = last < 0
            ? _counted.Position with { Column = _counted.Position.Column + Encoding.UTF8.GetCharCount(passed) }
            : new Position(_counted.Position.Line + passed.Count((byte)'\n'), Encoding.UTF8.GetCharCount(passed[(last + 1)..]) + 1);
        return _counted = (offset, position);
    }
}
