namespace MicroService.Advisor.Manifests;

/// <summary>A mapping that keeps the order of its keys.</summary>
public sealed class MappingNode : Node
{
    // Mappings of manifests are small and searched; in one of thousands of keys, search for each of them would never end.
    private const int Searched = 32;

    private MappingEntry[] _entries = [];
    private int _count;
    private bool _hasMisspelt;
    private Rare? _rare;

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
    public NodeList<MappingEntry> Entries => new(_entries, _count);

    /// <summary>The entries in their order, until one is added or taken out.</summary>
    internal ReadOnlySpan<MappingEntry> Written => _entries.AsSpan(0, _count);

    /// <summary>Entries that stood in the file and were taken out since.</summary>
    internal IReadOnlyList<MappingEntry> Removed => _rare?.Removed ?? [];

    /// <summary>Entries whose key stands further up already, which no lookup finds.</summary>
    internal IReadOnlyList<MappingEntry> Duplicates => _rare?.Duplicates ?? [];

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
            Add(new MappingEntry(key, value));
            return;
        }

        if (entry.IsMerged)
        {
            // A merged entry is written elsewhere; a key of its own overrides it here.
            Drop(entry);
            Add(new MappingEntry(key, value));
            return;
        }

        if (entry.Value.Span.Exists || entry.Value.Replaces.Exists)
        {
            value.Replaces = entry.Value.Replaces.Exists ? entry.Value.Replaces : entry.Value.Span;
        }

        entry.Value = value;
        value.Parent = this;
        _rare?.Keys = null;
    }

    /// <summary>Takes a key out; false if it is not there.</summary>
    public bool Remove(string key)
    {
        if (Find(key) is not { } entry)
        {
            return false;
        }

        Drop(entry);
        ((_rare ??= new Rare()).Removed ??= []).Add(entry);
        return true;
    }

    /// <inheritdoc/>
    public override Node Clone()
    {
        var copy = CopyPlaceTo(new MappingNode(Style, Position, Span) { HasMergeKey = HasMergeKey, _hasMisspelt = _hasMisspelt });
        copy._entries = new MappingEntry[_count];
        foreach (var entry in Entries)
        {
            copy.Add(entry.CloneWith(entry.Value.Clone()));
        }

        copy._rare = _rare?.WithRemoved();
        foreach (var duplicate in Duplicates)
        {
            copy.AddDuplicate(duplicate.CloneWith(duplicate.Value.Clone()));
        }

        return copy;
    }

    // A sum, as the order does not count.
    internal override int DataHash() =>
        Entries.Aggregate(_count, static (hash, entry) => unchecked(hash + HashCode.Combine(entry.Name, entry.Value.DataHash())));

    internal override Node ShallowCopy()
    {
        var copy = CopyPlaceTo(new MappingNode(Style, Position, Span) { HasMergeKey = HasMergeKey, _hasMisspelt = _hasMisspelt });
        copy._entries = Array.ConvertAll(_entries[.._count], static entry => entry.ShallowCopy());
        copy._count = _count;
        copy._rare = _rare?.WithRemoved();
        copy._rare?.Duplicates = _rare!.Duplicates is { } duplicates ? [.. duplicates] : null;
        return copy;
    }

    /// <inheritdoc/>
    public override bool DataEquals(Node other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not MappingNode mapping || mapping._count != _count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
        {
            // Same order is the usual case and saves the search.
            var theirs = mapping._entries[i].Name == _entries[i].Name ? mapping._entries[i] : mapping.FindWritten(_entries[i].Name);
            if (theirs is null || !_entries[i].Value.DataEquals(theirs.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The key of a value or, for a key's own node, the key.</summary>
    internal string KeyOf(Node node) =>
        _count > Searched
            ? ((_rare ??= new Rare()).Keys ??= Keys()).GetValueOrDefault(node) ?? ""
            : NameIn(Entries, node) ?? NameIn(Duplicates, node) ?? "";

    /// <summary>Puts a copy in the place of the value that it was made of.</summary>
    internal void Exchange(Node value, Node copy)
    {
        _entries[Entries.FindIndex(entry => ReferenceEquals(entry.Value, value))].Value = copy;
        copy.Parent = this;
        _rare?.Keys = null;
    }

    internal void Add(MappingEntry entry)
    {
        entry.Adopt(this);
        NodeList.Append(ref _entries, ref _count, entry);
        _rare?.Keys = null;
        _rare?.Index?.TryAdd(entry.Name, entry);
    }

    /// <summary>Gives a mapping without entries all that it has.</summary>
    internal void Fill(ReadOnlySpan<MappingEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.Adopt(this);
        }

        (_entries, _count) = (entries.ToArray(), entries.Length);
    }

    internal void AddDuplicate(MappingEntry entry)
    {
        entry.Adopt(this);
        ((_rare ??= new Rare()).Duplicates ??= []).Add(entry);
        _rare.Keys = null;
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

        entry.Rename(newKey);
        _rare?.Forget();
        return true;
    }

    internal MappingEntry? Find(string key) =>
        FindWritten(key) ?? (_hasMisspelt ? FindMeant(key) : null);

    /// <summary>The entry of exactly this key.</summary>
    internal MappingEntry? FindWritten(string key)
    {
        if (_count > Searched)
        {
            return ((_rare ??= new Rare()).Index ??= Index()).GetValueOrDefault(key);
        }

        foreach (var entry in Written)
        {
            if (string.Equals(entry.Name, key))
            {
                return entry;
            }
        }

        return null;
    }

    private MappingEntry? FindMeant(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Meant == key)
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
        NodeList.RemoveAt(_entries, ref _count, Array.IndexOf(_entries, entry, 0, _count));
        _rare?.Forget();
    }

    private static string? NameIn<TEntries>(TEntries entries, Node node)
        where TEntries : IReadOnlyList<MappingEntry>
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Holds(node))
            {
                return entries[i].Name;
            }
        }

        return null;
    }

    private Dictionary<Node, string> Keys()
    {
        var keys = new Dictionary<Node, string>(2 * _count, ReferenceEqualityComparer.Instance);
        foreach (var entry in Entries.Concat(Duplicates))
        {
            keys[entry.Key] = entry.Name;
            keys[entry.Value] = entry.Name;
        }

        return keys;
    }

    private Dictionary<string, MappingEntry> Index()
    {
        var index = new Dictionary<string, MappingEntry>(_count, StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            index.TryAdd(entry.Name, entry);
        }

        return index;
    }

    // What few mappings have.
    private sealed class Rare
    {
        public Dictionary<string, MappingEntry>? Index { get; set; }

        public Dictionary<Node, string>? Keys { get; set; }

        public List<MappingEntry>? Removed { get; set; }

        public List<MappingEntry>? Duplicates { get; set; }

        public void Forget() => (Index, Keys) = (null, null);

        public Rare? WithRemoved() => Removed is null && Duplicates is null ? null : new Rare { Removed = Removed is null ? null : [.. Removed] };
    }
}
