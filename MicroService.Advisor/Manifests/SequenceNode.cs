namespace MicroService.Advisor.Manifests;

/// <summary>A sequence.</summary>
public sealed class SequenceNode : Node
{
    // Sequences of manifests are short; in one of thousands of items, search for each of them would never end.
    private const int Searched = 32;

    private Node[] _items = [];
    private int _count;
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
    public NodeList<Node> Items => new(_items, _count);

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
        NodeList.Append(ref _items, ref _count, item);
        _indices = null;
    }

    /// <summary>Gives a sequence without items all that it has.</summary>
    internal void Fill(ReadOnlySpan<Node> items)
    {
        foreach (var item in items)
        {
            item.Parent = this;
        }

        (_items, _count) = (items.ToArray(), items.Length);
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

        NodeList.RemoveAt(_items, ref _count, index);
        _indices = null;
        (_removed ??= []).Add(item);
        return true;
    }

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = CopyPlaceTo(new SequenceNode(Style, Position, Span));
        copy._items = new Node[_count];
        foreach (var item in Items)
        {
            copy.Add(item.Clone());
        }

        copy._removed = _removed is null ? null : [.. _removed];
        return copy;
    }

    internal override int DataHash() => Items.Aggregate(_count, static (hash, item) => HashCode.Combine(hash, item.DataHash()));

    internal override Node ShallowCopy()
    {
        var copy = CopyPlaceTo(new SequenceNode(Style, Position, Span));
        (copy._items, copy._count) = (_items[.._count], _count);
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

        if (other is not SequenceNode sequence || sequence._count != _count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
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
        if (_count > Searched)
        {
            return (_indices ??= Indices()).GetValueOrDefault(item, -1);
        }

        for (var i = 0; i < _count; i++)
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
        var indices = new Dictionary<Node, int>(_count, ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _count; i++)
        {
            indices.TryAdd(_items[i], i);
        }

        return indices;
    }
}
