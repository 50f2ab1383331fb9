using System.Buffers;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;

namespace MicroService.Cli.Input;

/// <summary>
/// Finds the objects of a YAML text by the starts of its lines: documents, and the items of a <c>List</c> as <c>kubectl</c> writes it. What
/// is written in another way becomes one long piece, or one that is none.
/// </summary>
internal sealed class YamlPieces
{
    private const int LongestHead = 64 * 1024;

    private readonly string _source;
    private readonly TextWindow _window;
    private readonly List<(long Offset, int Line)> _items = [];
    private readonly ArrayBufferWriter<byte> _head = new();
    private long _start;
    private int _firstLine = 1;
    private bool _hasContent;
    private bool _isEmpty = true;
    private bool _hasItems;
    private bool _isInItems;
    private int _indent;
    private long _endOfItems;

    private YamlPieces(InputText text, string source, long start)
    {
        _source = source;
        _window = new TextWindow(text, start);
        _start = start;
    }

    /// <summary>The places of all objects; null for one that can't be told apart from others.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The file's name.</param>
    /// <param name="start">Where the text begins, behind a byte order mark.</param>
    public static IEnumerable<PiecePlace?> In(InputText text, string source, long start) => new YamlPieces(text, source, start).Find();

    private IEnumerable<PiecePlace?> Find()
    {
        for (var line = 1; NextLine() is > 0 and var length;)
        {
            if (IsMarker(_window.Bytes[..length]))
            {
                // Comments and directives above the first marker belong to the first document.
                if (_hasContent)
                {
                    foreach (var piece in Take(_window.Offset))
                    {
                        yield return piece;
                    }

                    _start = _window.Offset;
                    _firstLine = line;
                }

                _hasContent = true;
                _isEmpty &= IsBlank(_window.Bytes[3..length]);
                AddToHead(_window.Bytes[..length]);
            }
            else
            {
                Look(_window.Bytes[..length], line);
            }

            line += LineBreaks.Count(_window.Bytes[..length]);
            _window.Advance(length);
        }

        foreach (var piece in Take(_window.Offset))
        {
            yield return piece;
        }
    }

    private int NextLine()
    {
        var searched = 0;
        while (true)
        {
            var end = _window.Bytes[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                return searched + end + 1;
            }

            searched = _window.Bytes.Length;
            if (!_window.Extend())
            {
                return searched;
            }
        }
    }

    private void Look(ReadOnlySpan<byte> line, int number)
    {
        var indent = line.IndexOfAnyExcept((byte)' ', (byte)'\r');
        var isBlank = IsBlank(line);
        _hasContent |= !isBlank && line[indent] != (byte)'%';
        _isEmpty &= isBlank;
        if (_isInItems)
        {
            var isItem = !isBlank && IsItem(line[indent..]);
            if (isItem && _items.Count == 0)
            {
                _indent = indent;
            }

            if (isItem && indent == _indent)
            {
                _items.Add((_window.Offset, number));
                return;
            }

            if (isBlank || (_items.Count > 0 && indent > _indent))
            {
                return;
            }

            _isInItems = false;
            _endOfItems = _window.Offset;
        }

        if (!_hasItems && IsItems(line))
        {
            _hasItems = _isInItems = true;
            // The list is read without its items.
            AddToHead("items: []\n"u8);
            return;
        }

        AddToHead(line);
    }

    private void AddToHead(ReadOnlySpan<byte> line)
    {
        if (_head.WrittenCount <= LongestHead)
        {
            _head.Write(line);
        }
    }

    private List<PiecePlace?> Take(long end)
    {
        var pieces = new List<PiecePlace?>();
        var head = new ManifestPiece(_source, _head.WrittenSpan.ToArray(), new Position(_firstLine, 1), IsJson: false);
        if (_hasItems && _head.WrittenCount <= LongestHead && new PieceReader().IsList(head, out var type))
        {
            var last = _isInItems ? end : _endOfItems;
            for (var i = 0; i < _items.Count; i++)
            {
                var (offset, line) = _items[i];
                pieces.Add(Place(offset, i + 1 < _items.Count ? _items[i + 1].Offset : last, line, isItem: true, type));
            }
        }
        else if (!_isEmpty)
        {
            pieces.Add(Place(_start, end, _firstLine, isItem: false, null));
        }

        _items.Clear();
        _head.ResetWrittenCount();
        _hasItems = _isInItems = false;
        _isEmpty = true;
        return pieces;
    }

    private static PiecePlace? Place(long offset, long end, int line, bool isItem, ListedType? type) =>
        end - offset > Array.MaxLength ? null : new PiecePlace(offset, (int)(end - offset), new Position(line, 1), IsJson: false, isItem, type);

    private static bool IsBlank(ReadOnlySpan<byte> line) =>
        line.IndexOfAnyExcept((byte)' ', (byte)'\r') is var first && (first < 0 || line[first] is (byte)'\n' or (byte)'#');

    private static bool IsMarker(ReadOnlySpan<byte> line) =>
        line.StartsWith("---"u8) && (line.Length == 3 || line[3] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r');

    private static bool IsItem(ReadOnlySpan<byte> rest) => rest[0] == (byte)'-' && (rest.Length == 1 || rest[1] is (byte)' ' or (byte)'\n' or (byte)'\r');

    private static bool IsItems(ReadOnlySpan<byte> line) => line.StartsWith("items:"u8) && line[6..].TrimEnd(" \r\n"u8).IsEmpty;
}
