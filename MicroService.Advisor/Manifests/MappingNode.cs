namespace MicroService.Advisor.Manifests;

/// <summary>A mapping that keeps the order of its keys.</summary>
public sealed class MappingNode : Node
{
    // Mappings of manifests are small and searched; in one of thousands of keys, search for each of them would never end.
    private const int Searched = 32;

    private readonly List<MappingEntry> _entries = [];
    private Dictionary<string, MappingEntry>? _index;
    private Dictionary<Node, string>? _keys;
    private List<MappingEntry>? _removed;
    private List<MappingEntry>? _duplicates;
    private bool _hasMisspelt;

    /// <summary>An empty mapping that was made, not read.</summary>
    public MappingNode()
        : this(NodeStyle.Block, Position.None, TextSpan.None)
    {
    }

    internal MappingNode(NodeStyle style, Position position, TextSpan span)
        : base(position, span) => Style = style;

    /// <summary>True if a merge key (&lt;&lt;) stands in the mapping.</summary>
    internal bool HasMergeKey { get; set; }

    /// <summary>How the mapping is written.</summary>
    public NodeStyle Style { get; }

    /// <summary>The entries in their order.</summary>
    public IReadOnlyList<MappingEntry> Entries => _entries;

    /// <summary>Entries that stood in the file and were taken out since.</summary>
    internal IReadOnlyList<MappingEntry> Removed => _removed ?? [];

    /// <summary>Entries whose key stands further up already, which no lookup finds.</summary>
    internal IReadOnlyList<MappingEntry> Duplicates => _duplicates ?? [];

    /// <summary>The value under a key, or under a misspelling of it; null if there is none.</summary>
    public Node? this[string key] => Find(key)?.Value;

    /// <summary>A mapping of these keys and values, in this order.</summary>
    public static MappingNode Of(params ReadOnlySpan<(string Key, Node Value)> entries)
    {
        var mapping = new MappingNode();
        foreach (var (key, value) in entries)
        {
            mapping.Set(key, value);
        }

        return mapping;
    }

    /// <summary>The mapping under a key, or null if there is none or it is something else.</summary>
    public MappingNode? Mapping(string key) => this[key] as MappingNode;

    /// <summary>The sequence under a key, or null if there is none or it is something else.</summary>
    public SequenceNode? Sequence(string key) => this[key] as SequenceNode;

    /// <summary>The scalar under a key, or null if there is none, it is null, or it is a collection.</summary>
    public ScalarNode? Scalar(string key) => this[key] is ScalarNode { IsNull: false } scalar ? scalar : null;

    /// <summary>The text of the scalar under a key, or null.</summary>
    public string? Text(string key) => Scalar(key)?.Value;

    /// <summary>The Boolean under a key, or null.</summary>
    public bool? Boolean(string key) => Scalar(key)?.AsBoolean;

    /// <summary>The whole number under a key, or null.</summary>
    public long? Integer(string key) => Scalar(key)?.AsInteger;

    /// <summary>The items of the sequence under a key that are mappings; none if there is no such sequence.</summary>
    public IEnumerable<MappingNode> Mappings(string key) => Sequence(key) is { Items.Count: > 0 } sequence ? MappingsOf(sequence) : [];

    /// <summary>True if the key is there, even with a null value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The node at the end of a path of keys, or null.</summary>
    public Node? At(params ReadOnlySpan<string> path)
    {
        Node? node = this;
        foreach (var key in path)
        {
            node = (node as MappingNode)?[key];
        }

        return node;
    }

    /// <summary>Sets a key, in place if it is there, else at the end.</summary>
    public void Set(string key, Node value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Find(key) is not { } entry)
        {
            Add(new MappingEntry(new ScalarNode(key, ScalarKind.String), value));
            return;
        }

        if (entry.IsMerged)
        {
            // A merged entry is written elsewhere; a key of its own overrides it here.
            Drop(entry);
            Add(new MappingEntry(new ScalarNode(key, ScalarKind.String), value));
            return;
        }

        if (entry.Value.Span.Exists || entry.Value.Replaces.Exists)
        {
            value.Replaces = entry.Value.Replaces.Exists ? entry.Value.Replaces : entry.Value.Span;
        }

        entry.Value = value;
        value.Parent = this;
        _keys = null;
    }

    /// <summary>Takes a key out; false if it is not there.</summary>
    public bool Remove(string key)
    {
        if (Find(key) is not { } entry)
        {
            return false;
        }

        Drop(entry);
        (_removed ??= []).Add(entry);
        return true;
    }

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = CopyPlaceTo(new MappingNode(Style, Position, Span) { HasMergeKey = HasMergeKey });
        copy._entries.Capacity = _entries.Count;
        foreach (var entry in _entries)
        {
            copy.Add(new MappingEntry((ScalarNode)entry.Key.Clone(), entry.Value.Clone(), entry.IsMerged) { Meant = entry.Meant });
        }

        copy._removed = _removed is null ? null : [.. _removed];
        copy._hasMisspelt = _hasMisspelt;
        foreach (var duplicate in Duplicates)
        {
            copy.AddDuplicate(new MappingEntry((ScalarNode)duplicate.Key.Clone(), duplicate.Value.Clone()));
        }

        return copy;
    }

    // A sum, as the order does not count.
    internal override int DataHash() =>
        _entries.Aggregate(_entries.Count, static (hash, entry) => unchecked(hash + HashCode.Combine(entry.Key.Value, entry.Value.DataHash())));

    internal override Node ShallowCopy()
    {
        var copy = CopyPlaceTo(new MappingNode(Style, Position, Span) { HasMergeKey = HasMergeKey });
        copy._entries.Capacity = _entries.Count;
        foreach (var entry in _entries)
        {
            copy._entries.Add(new MappingEntry(entry.Key, entry.Value, entry.IsMerged) { Meant = entry.Meant });
        }

        copy._removed = _removed is null ? null : [.. _removed];
        copy._duplicates = _duplicates is null ? null : [.. _duplicates];
        copy._hasMisspelt = _hasMisspelt;
        return copy;
    }

    /// <inheritdoc/>
    public override bool DataEquals(Node other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not MappingNode mapping || mapping._entries.Count != _entries.Count)
        {
            return false;
        }

        for (var i = 0; i < _entries.Count; i++)
        {
            // Same order is the usual case and saves the search.
            var theirs = mapping._entries[i].Key.Value == _entries[i].Key.Value ? mapping._entries[i] : mapping.FindWritten(_entries[i].Key.Value);
            if (theirs is null || !_entries[i].Value.DataEquals(theirs.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The key of a value or, for a key's own node, the key.</summary>
    internal string KeyOf(Node node) =>
        _entries.Count > Searched ? (_keys ??= Keys()).GetValueOrDefault(node) ?? "" : EntryOf(_entries, node) ?? EntryOf(Duplicates, node) ?? "";

    /// <summary>Puts a copy in the place of the value that it was made of.</summary>
    internal void Exchange(Node value, Node copy)
    {
        _entries.Find(entry => ReferenceEquals(entry.Value, value))!.Value = copy;
        copy.Parent = this;
        _keys = null;
    }

    internal void Add(MappingEntry entry)
    {
        entry.Value.Parent = this;
        entry.Key.Parent = this;
        _entries.Add(entry);
        _keys = null;
        _index?.TryAdd(entry.Key.Value, entry);
    }

    internal void AddDuplicate(MappingEntry entry)
    {
        entry.Value.Parent = this;
        entry.Key.Parent = this;
        (_duplicates ??= []).Add(entry);
        _keys = null;
    }

    /// <summary>Lets lookups of <paramref name="field"/> find an entry whose key misspells it.</summary>
    internal void Understand(MappingEntry entry, string field)
    {
        entry.Meant = field;
        _hasMisspelt = true;
    }

    /// <summary>Gives an entry another key in the same place; false if there is no such entry, or the key is taken.</summary>
    internal bool Rename(string key, string newKey)
    {
        if (FindWritten(key) is not { IsMerged: false } entry || FindWritten(newKey) is not null)
        {
            return false;
        }

        var old = entry.Key;
        entry.Key = new ScalarNode(newKey, ScalarKind.String, ScalarNotation.Plain, old.Position, old.Span)
        {
            Parent = this,
            Replaces = old.Replaces.Exists ? old.Replaces : old.Span,
        };
        entry.Meant = null;
        (_index, _keys) = (null, null);
        return true;
    }

    internal MappingEntry? Find(string key) =>
        FindWritten(key) ?? (_hasMisspelt ? _entries.Find(entry => entry.Meant == key) : null);

    /// <summary>The entry of exactly this key.</summary>
    internal MappingEntry? FindWritten(string key)
    {
        if (_entries.Count > Searched)
        {
            return (_index ??= Index()).GetValueOrDefault(key);
        }

        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key.Value, key, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }

    // By hand, as rules ask for little else.
    private static IEnumerable<MappingNode> MappingsOf(SequenceNode sequence)
    {
        for (var i = 0; i < sequence.Items.Count; i++)
        {
            if (sequence.Items[i] is MappingNode mapping)
            {
                yield return mapping;
            }
        }
    }

    private void Drop(MappingEntry entry)
    {
        _entries.Remove(entry);
        (_index, _keys) = (null, null);
    }

    private static string? EntryOf(IReadOnlyList<MappingEntry> entries, Node node)
    {
        foreach (var entry in entries)
        {
            if (ReferenceEquals(entry.Value, node) || ReferenceEquals(entry.Key, node))
            {
                return entry.Key.Value;
            }
        }

        return null;
    }

    private Dictionary<Node, string> Keys()
    {
        var keys = new Dictionary<Node, string>(2 * _entries.Count, ReferenceEqualityComparer.Instance);
        foreach (var entry in _entries.Concat(Duplicates))
        {
            keys[entry.Key] = entry.Key.Value;
            keys[entry.Value] = entry.Key.Value;
        }

        return keys;
    }

    private Dictionary<string, MappingEntry> Index()
    {
        var index = new Dictionary<string, MappingEntry>(_entries.Count, StringComparer.Ordinal);
        foreach (var entry in _entries)
        {
            index.TryAdd(entry.Key.Value, entry);
        }

        return index;
    }
}
