using System.Globalization;
using System.Text.Json;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// A node of a manifest's tree. It remembers where it stood in its file, so that printing can leave alone what nobody touched.
/// </summary>
public abstract class Node
{
    // A large file has millions of nodes, and few of them need this.
    private Rare? _rare;

    private protected Node(Position position, TextSpan span)
    {
        Position = position;
        Span = span;
    }

    /// <summary>The collection that holds this node; null for a document's root.</summary>
    public Node? Parent { get; internal set; }

    /// <summary>Where the node starts in its file; <see cref="Position.None"/> for a node that was made.</summary>
    public Position Position { get; internal set; }

    /// <summary>What the node covers in its document's text.</summary>
    internal TextSpan Span { get; set; }

    /// <summary>What an earlier node covered that this one takes the place of.</summary>
    internal TextSpan Replaces
    {
        get => _rare?.Replaces ?? TextSpan.None;
        set
        {
            if (value.Exists || _rare is not null)
            {
                (_rare ??= new Rare()).Replaces = value;
            }
        }
    }

    /// <summary>True for a copy of an anchored node at the place of its alias (<c>*name</c>) or merge key.</summary>
    internal bool IsAlias
    {
        get => _rare?.IsAlias ?? false;
        set
        {
            if (value || _rare is not null)
            {
                (_rare ??= new Rare()).IsAlias = value;
            }
        }
    }

    /// <summary>True for an anchored node that an alias or merge key repeats: a change of its text would change all of them.</summary>
    internal bool IsRepeated
    {
        get => _rare?.IsRepeated ?? false;
        set
        {
            if (value || _rare is not null)
            {
                (_rare ??= new Rare()).IsRepeated = value;
            }
        }
    }

    private protected bool HasRare => _rare is not null;

    /// <summary>The node's JSON pointer (RFC 6901) from the document's root.</summary>
    public string Pointer => PointerFrom(null);

    /// <summary>A copy that shares nothing with this tree but remembers the same places.</summary>
    public abstract Node Clone();

    /// <summary>A copy that holds the very nodes that this one holds, whose parent stays this one.</summary>
    internal abstract Node ShallowCopy();

    /// <summary>True if both trees hold the same data; mapping order and notation don't count.</summary>
    public abstract bool DataEquals(Node other);

    /// <summary>The same number for trees that hold the same data.</summary>
    internal abstract int DataHash();

    /// <summary>A string.</summary>
    public static implicit operator Node(string value) => new ScalarNode(value, ScalarKind.String);

    /// <summary>A Boolean.</summary>
    public static implicit operator Node(bool value) => new ScalarNode(value ? "true" : "false", ScalarKind.Boolean);

    /// <summary>A whole number.</summary>
    public static implicit operator Node(long value) => new ScalarNode(value.ToString(CultureInfo.InvariantCulture), ScalarKind.Integer);

    /// <summary>A whole number.</summary>
    public static implicit operator Node(int value) => (long)value;

    /// <summary>The JSON pointer of this node from <paramref name="root"/>, or from the document's root if that is null.</summary>
    public string PointerFrom(Node? root)
    {
        if (ReferenceEquals(this, root) || Parent is null)
        {
            return "";
        }

        var prefix = Parent.PointerFrom(root);
        return Parent switch
        {
            MappingNode mapping => $"{prefix}/{JsonPointer.Escape(mapping.KeyOf(this))}",
            SequenceNode sequence => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{sequence.IndexOf(this)}"),
            _ => prefix,
        };
    }

    /// <summary>Writes the data as JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer) => JsonEmitter.Write(writer, this);

    private protected TNode CopyPlaceTo<TNode>(TNode copy)
        where TNode : Node
    {
        copy._rare = _rare is null ? null : new Rare { Replaces = _rare.Replaces, IsAlias = _rare.IsAlias, IsRepeated = _rare.IsRepeated };
        return copy;
    }

    private sealed class Rare
    {
        public TextSpan Replaces { get; set; } = TextSpan.None;

        public bool IsAlias { get; set; }

        public bool IsRepeated { get; set; }
    }
}
