namespace MicroService.Advisor.Manifests;

/// <summary>A key and its value in a <see cref="MappingNode"/>.</summary>
public sealed class MappingEntry
{
    // A large file has millions of keys, and hardly anything asks for the node of one: it is made then.
    private readonly Position _position;
    private readonly TextSpan _span;
    private readonly ScalarNotation _notation;
    private ScalarNode? _key;

    /// <summary>An entry as it was read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="keepsKey">Whether something else refers to the key's very node, as an anchor does.</param>
    internal MappingEntry(ScalarNode key, Node value, bool keepsKey = false)
    {
        Name = key.Value;
        Value = value;
        (_position, _span, _notation) = (key.Position, key.Span, key.Notation);
        _key = key.IsPlainString && !keepsKey ? null : key;
    }

    /// <summary>An entry that was made, not read.</summary>
    internal MappingEntry(string name, Node value)
    {
        Name = name;
        Value = value;
        _span = TextSpan.None;
    }

    private MappingEntry(MappingEntry other, ScalarNode? key, Node value, bool isMerged)
    {
        Name = other.Name;
        Value = value;
        IsMerged = isMerged;
        Meant = other.Meant;
        (_position, _span, _notation) = (other._position, other._span, other._notation);
        _key = key;
    }

    /// <summary>The text of the key, as the API server reads it: <c>on</c> without quotes is <c>true</c>.</summary>
    public string Name { get; private set; }

    /// <summary>The key, with its place in the file.</summary>
    public ScalarNode Key => _key ?? MakeKey();

    /// <summary>The value.</summary>
    public Node Value { get; internal set; }

    /// <summary>What the key covers in its document's text.</summary>
    internal TextSpan KeySpan => _key?.Span ?? _span;

    /// <summary>What an earlier key covered that this one takes the place of.</summary>
    internal TextSpan KeyReplaces => _key?.Replaces ?? TextSpan.None;

    /// <summary>The field that a misspelt key most likely means, by which the entry is found, too; null if the key means itself.</summary>
    internal string? Meant { get; set; }

    /// <summary>True if the entry comes from a merge key (<c>&lt;&lt;: *anchor</c>) and so is not written here.</summary>
    public bool IsMerged { get; }

    /// <summary>Whether a node is the value or the key.</summary>
    internal bool Holds(Node node) => ReferenceEquals(Value, node) || (_key is not null && ReferenceEquals(_key, node));

    /// <summary>Makes a mapping the parent of key and value.</summary>
    internal void Adopt(MappingNode parent)
    {
        Value.Parent = parent;
        _key?.Parent = parent;
    }

    /// <summary>Puts another key in the place of the one that is here.</summary>
    internal void Rename(string name)
    {
        var old = Key;
        _key = new ScalarNode(name, ScalarKind.String, ScalarNotation.Plain, old.Position, old.Span)
        {
            Parent = old.Parent,
            Replaces = old.Replaces.Exists ? old.Replaces : old.Span,
        };
        Name = name;
        Meant = null;
    }

    /// <summary>The same entry with its own key and another value.</summary>
    internal MappingEntry CloneWith(Node value) => new(this, (ScalarNode?)_key?.Clone(), value, IsMerged);

    /// <summary>The same entry, with another value, as a merge key brings it to another mapping.</summary>
    internal MappingEntry MergedWith(Node value) => new(this, (ScalarNode?)_key?.Clone(), value, isMerged: true);

    /// <summary>The same entry with the very nodes of this one.</summary>
    internal MappingEntry ShallowCopy() => new(this, _key, Value, IsMerged);

    private ScalarNode MakeKey()
    {
        var key = new ScalarNode(Name, ScalarKind.String, _notation, _position, _span) { Parent = Value.Parent };
        return Interlocked.CompareExchange(ref _key, key, null) ?? key;
    }
}
