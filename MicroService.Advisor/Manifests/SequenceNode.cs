namespace MicroService.Advisor.Manifests;

/// <summary>A sequence.</summary>
public sealed class SequenceNode : Node
{
    // Sequences of manifests are short; in one of thousands of items, search for each of them would never end.
    private const int Searched = 32;

    private readonly List<Node> _items = [];
    private Dictionary<Node, int>? _indices;
    private List<Node>? _removed;

    /// <summary>An empty sequence that was made, not read.</summary>
    public SequenceNode()
        : this(NodeStyle.Block, Position.None, TextSpan.None)
    {
    }

    internal SequenceNode(NodeStyle style, Position position, TextSpan span)
        : base(position, span) => Style = style;

    /// <summary>How the sequence is written.</summary>
    public NodeStyle Style { get; }

    /// <summary>The items in their order.</summary>
    public IReadOnlyList<Node> Items => _items;

    /// <summary>Items that stood in the file and were taken out since.</summary>
    internal IReadOnlyList<Node> Removed => _removed ?? [];

    /// <summary>A sequence of these items.</summary>
    public static SequenceNode Of(params ReadOnlySpan<Node> items)
    {
        var sequence = new SequenceNode();
        foreach (var item in items)
        {
            sequence.Add(item);
        }

        return sequence;
    }

    /// <summary>Adds an item at the end.</summary>
    public void Add(Node item)
    {
        ArgumentNullException.ThrowIfNull(item);
        item.Parent = this;
        _items.Add(item);
        _indices = null;
    }

    /// <summary>Puts another item in the place of one that is here.</summary>
    public void Replace(Node item, Node replacement)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(replacement);
        var index = IndexOf(item);
        ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(item));
        replacement.Replaces = item.Replaces.Exists ? item.Replaces : item.Span;
        replacement.Parent = this;
        _items[index] = replacement;
        _indices = null;
    }

    /// <summary>Takes an item out; false if it is not here.</summary>
    public bool Remove(Node item)
    {
        var index = IndexOf(item);
        if (index < 0)
        {
            return false;
        }

        _items.RemoveAt(index);
        _indices = null;
        (_removed ??= []).Add(item);
        return true;
    }

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = CopyPlaceTo(new SequenceNode(Style, Position, Span));
        copy._items.Capacity = _items.Count;
        foreach (var item in _items)
        {
            copy.Add(item.Clone());
        }

        copy._removed = _removed is null ? null : [.. _removed];
        return copy;
    }

    internal override int DataHash() => _items.Aggregate(_items.Count, static (hash, item) => HashCode.Combine(hash, item.DataHash()));

    internal override Node ShallowCopy()
    {
        var copy = CopyPlaceTo(new SequenceNode(Style, Position, Span));
        copy._items.AddRange(_items);
        copy._removed = _removed is null ? null : [.. _removed];
        return copy;
    }

    /// <inheritdoc/>
    public override bool DataEquals(Node other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not SequenceNode sequence || sequence._items.Count != _items.Count)
        {
            return false;
        }

        for (var i = 0; i < _items.Count; i++)
        {
            if (!_items[i].DataEquals(sequence._items[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal int IndexOf(Node item)
    {
        if (_items.Count > Searched)
        {
            return (_indices ??= Indices()).GetValueOrDefault(item, -1);
        }

        for (var i = 0; i < _items.Count; i++)
        {
            if (ReferenceEquals(_items[i], item))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Puts a copy in the place of the item that it was made of.</summary>
    internal void Exchange(Node item, Node copy)
    {
        _items[IndexOf(item)] = copy;
        copy.Parent = this;
        _indices = null;
    }

    private Dictionary<Node, int> Indices()
    {
        var indices = new Dictionary<Node, int>(_items.Count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _items.Count; i++)
        {
            indices.TryAdd(_items[i], i);
        }

        return indices;
    }
}
