using System.Runtime.InteropServices;
using System.Text;
using SharpYaml;
using SharpYaml.Events;

namespace MicroService.Advisor.Manifests;

/// <summary>
/// Builds a document's tree from SharpYaml's events, within limits; every problem is noted, syntax errors end the document.
/// </summary>
internal sealed class YamlTreeReader
{
    private readonly TextDocument _document;
    private readonly ManifestLimits _limits;
    private readonly NodeBudget _budget;
    private readonly PooledText _text;
    private readonly TextPool _pool;
    private readonly Parser<PooledText> _parser;
    // What the collections that are not at their end have so far, so that each gets an array of just its size.
    private readonly List<Node> _items = [];
    private readonly List<MappingEntry> _entries = [];
    private Dictionary<string, Node>? _anchors;
    private int _depth;

    private YamlTreeReader(TextDocument document, PooledText text, ManifestLimits limits, NodeBudget budget, TextPool pool)
    {
        _pool = pool;
        _document = document;
        _limits = limits;
        _budget = budget;
        _text = text;
        // One more than our own limit, so that ours speaks first.
        _parser = new Parser<PooledText>(text, limits.MaxDepth + 1, "");
    }

    /// <summary>Reads one document; null if it is empty or broken (then there is a problem more).</summary>
    /// <param name="document">The document.</param>
    /// <param name="limits">What to take on.</param>
    /// <param name="budget">The nodes that the file may still have.</param>
    /// <param name="pool">The texts of the file.</param>
    /// <param name="problems">Takes the problems.</param>
    public static Node? Read(TextDocument document, ManifestLimits limits, NodeBudget budget, TextPool pool, ProblemList problems)
    {
        using var text = new PooledText(document.Utf8.Span, pool);
        var reader = new YamlTreeReader(document, text, limits, budget, pool);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            problems.Malformed(SyntaxMessage.CodeOf(error, document), reader.At(error.Start), SyntaxMessage.Of(error, document));
        }
        catch (RefusedException refused)
        {
            problems.Malformed(refused.Code, refused.Position, refused.Message);
        }

        return null;
    }

    private Node? ReadDocument()
    {
        _parser.MoveNext();
        if (!_parser.MoveNext() || _parser.Current is not DocumentStart)
        {
            return null;
        }

        _parser.MoveNext();
        var root = ReadNode();
        _parser.MoveNext();
        // "..." ends a document early; what follows in the same text would be another one.
        while (_parser.MoveNext())
        {
            if (_parser.Current is DocumentStart next)
            {
                throw new RefusedException("document-end", At(next.Start), "A document follows \"...\"; start each document with \"---\".");
            }
        }

        return root is ScalarNode { IsNull: true } ? null : root;
    }

    private Node ReadNode()
    {
        var current = _parser.Current!;
        if (!_budget.Take())
        {
            throw new RefusedException("too-many-nodes", At(current.Start), $"The file has more than {_limits.MaxNodes:N0} nodes, aliases expanded; split it.");
        }

        if (current is AnchorAlias alias)
        {
            return Expand(alias);
        }

        Node node = current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart start => ReadSequence(start),
            MappingStart start => ReadMapping(start),
            _ => throw new RefusedException("yaml-syntax", At(current.Start), "A value is missing here."),
        };

        if (((NodeEvent)current).Anchor is { } anchor)
        {
            (_anchors ??= [])[anchor] = node;
        }

        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        if (scalar.Value.Length > _limits.MaxScalarLength)
        {
            throw new RefusedException("scalar-too-long", At(scalar.Start), $"This value has {scalar.Value.Length:N0} characters; Kubernetes stores at most {_limits.MaxScalarLength:N0} in one.");
        }

        var notation = scalar.Style switch
        {
            ScalarStyle.Plain or ScalarStyle.Any => ScalarNotation.Plain,
            ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted => ScalarNotation.Quoted,
            _ => ScalarNotation.Block,
        };
        RefuseEscapedSlash(scalar);
        var value = scalar.Tag == "tag:yaml.org,2002:binary" ? Decoded(scalar) : scalar.Value;
        return new ScalarNode(_pool.Kept(value), KindOf(scalar, notation), notation, At(scalar.Start), new TextSpan(scalar.Start.Index, scalar.End.Index));
    }

    private string Decoded(Scalar scalar)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value));
        }
        catch (FormatException)
        {
            throw new RefusedException("yaml-tag", At(scalar.Start), "The tag !!binary takes Base64. Write it, or remove the tag.");
        }
    }

    // YAML 1.2 has the escape \/, but the API server's reader does not.
    private void RefuseEscapedSlash(Scalar scalar)
    {
        if (scalar.Style != ScalarStyle.DoubleQuoted || !scalar.Value.Contains('/', StringComparison.Ordinal))
        {
            return;
        }

        var source = _text.Slice(scalar.Start.Index, scalar.End.Index);
        for (var at = source.IndexOf('\\'); at >= 0 && at + 1 < source.Length;)
        {
            if (source[at + 1] == '/')
            {
                throw new RefusedException("yaml-escape", At(scalar.Start), "The API server's reader has no escape \\/. Write / alone.");
            }

            var next = source[(at + 2)..].IndexOf('\\');
            at = next < 0 ? -1 : at + 2 + next;
        }
    }

    private ScalarKind KindOf(Scalar scalar, ScalarNotation notation)
    {
        if (scalar.Tag is not { Length: > 0 } tag)
        {
            return notation == ScalarNotation.Plain ? ScalarResolver.Resolve(scalar.Value) : ScalarKind.String;
        }

        var resolved = ScalarResolver.Resolve(scalar.Value);
        return tag switch
        {
            "tag:yaml.org,2002:null" when resolved == ScalarKind.Null => ScalarKind.Null,
            "tag:yaml.org,2002:bool" when resolved == ScalarKind.Boolean => ScalarKind.Boolean,
            "tag:yaml.org,2002:int" when resolved == ScalarKind.Integer => ScalarKind.Integer,
            "tag:yaml.org,2002:float" when resolved is ScalarKind.Integer or ScalarKind.Float => resolved,
            "tag:yaml.org,2002:null" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" =>
                throw new RefusedException("yaml-tag", At(scalar.Start), $"The tag of \"{Wording.Cut(scalar.Value)}\" says that it is something else. Remove the tag."),
            // Every other tag, the application's own among them, leaves the text as it is.
            _ => ScalarKind.String,
        };
    }

    // The API server's reader turns a key without quotes into what it is and then into text.
    private static ScalarNode AsRead(ScalarNode key)
    {
        if (key.Kind == ScalarKind.String)
        {
            return key;
        }

        var text = ScalarResolver.KeyText(key.Value, key.Kind)
            ?? throw new RefusedException("yaml-key", key.Position, $"The key \"{Wording.Cut(key.Value)}\" is not a string, and Kubernetes rejects it. Quote it.");
        return new ScalarNode(text, ScalarKind.String, ScalarNotation.Plain, key.Position, key.Span) { IsAlias = key.IsAlias };
    }

    private SequenceNode ReadSequence(SequenceStart start)
    {
        Enter(start);
        var style = start.Style == YamlStyle.Flow ? NodeStyle.Flow : NodeStyle.Block;
        var sequence = new SequenceNode(style, At(start.Start), TextSpan.None);
        var end = start.End.Index;
        var first = _items.Count;
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            var item = ReadNode();
            _items.Add(item);
            end = item.Span.End;
            _parser.MoveNext();
        }

        _depth--;
        sequence.Fill(CollectionsMarshal.AsSpan(_items)[first..]);
        _items.RemoveRange(first, _items.Count - first);
        sequence.Span = new TextSpan(start.Start.Index, style == NodeStyle.Flow ? EndOfFlow() : end);
        return sequence;
    }

    private MappingNode ReadMapping(MappingStart start)
    {
        Enter(start);
        var style = start.Style == YamlStyle.Flow ? NodeStyle.Flow : NodeStyle.Block;
        var mapping = new MappingNode(style, At(start.Start), TextSpan.None);
        var first = _entries.Count;
        var keys = new KeySet();
        var end = start.End.Index;
        List<MappingNode>? merged = null;
        List<MappingEntry>? duplicates = null;
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            var keyEvent = _parser.Current!;
            if (ReadNode() is not ScalarNode key)
            {
                throw new RefusedException(SyntaxMessage.KeyCode(keyEvent.Start, _document), At(keyEvent.Start), SyntaxMessage.OfKey(keyEvent.Start, _document));
            }

            _parser.MoveNext();
            var value = ReadNode();
            if (key is { Value: "<<", Notation: ScalarNotation.Plain })
            {
                (merged ??= []).AddRange(MergedFrom(value, key));
            }
            else
            {
                var entry = new MappingEntry(AsRead(key), value, keepsKey: keyEvent is NodeEvent { Anchor: not null });
                if (keys.Add(entry.Name, CollectionsMarshal.AsSpan(_entries)[first..]))
                {
                    _entries.Add(entry);
                }
                else
                {
                    (duplicates ??= []).Add(entry);
                }

                end = value.Span.End;
            }

            _parser.MoveNext();
        }

        _depth--;
        mapping.Fill(CollectionsMarshal.AsSpan(_entries)[first..]);
        _entries.RemoveRange(first, _entries.Count - first);
        duplicates?.ForEach(mapping.AddDuplicate);
        mapping.Span = new TextSpan(start.Start.Index, style == NodeStyle.Flow ? EndOfFlow() : end);
        if (merged is not null)
        {
            mapping.HasMergeKey = true;
            Merge(mapping, merged, keys);
        }

        return mapping;
    }

    // SharpYaml's mark stands on the closing bracket, not behind it.
    private int EndOfFlow() => _parser.Current!.End.Index + 1;

    private void Merge(MappingNode mapping, List<MappingNode> sources, KeySet keys)
    {
        foreach (var entry in sources.SelectMany(source => source.Entries))
        {
            if (keys.Add(entry.Name, mapping.Written))
            {
                mapping.Add(entry.MergedWith(Copy(entry.Value, entry.Key.Position)));
            }
        }
    }

    private static IEnumerable<MappingNode> MergedFrom(Node value, ScalarNode key) => value switch
    {
        MappingNode mapping => [mapping],
        SequenceNode sequence when sequence.Items.All(item => item is MappingNode) => sequence.Items.Cast<MappingNode>(),
        _ => throw new RefusedException("merge-key", key.Position, "A merge key (<<) takes a mapping or a list of mappings."),
    };

    private Node Expand(AnchorAlias alias)
    {
        if (_anchors is null || !_anchors.TryGetValue(alias.Value, out var anchored))
        {
            throw new RefusedException("unknown-alias", At(alias.Start), $"The alias *{Wording.Cut(alias.Value)} has no anchor above it.");
        }

        var copy = Copy(anchored, At(alias.Start));
        anchored.IsRepeated = true;
        copy.IsAlias = true;
        copy.Position = At(alias.Start);
        copy.Span = new TextSpan(alias.Start.Index, alias.End.Index);
        return copy;
    }

    // Aliases are expanded by copying, so every copy counts against the budget: an alias bomb ends here.
    private Node Copy(Node node, Position position)
    {
        if (!_budget.TakeTree(node))
        {
            throw new RefusedException("alias-bomb", position, $"Expanding the aliases makes more than {_limits.MaxNodes:N0} nodes.");
        }

        return node.Clone();
    }

    private void Enter(NodeEvent start)
    {
        if (++_depth > _limits.MaxDepth)
        {
            throw new RefusedException("too-deep", At(start.Start), $"Collections are nested more than {_limits.MaxDepth} deep.");
        }
    }

    private Position At(Mark mark) => new(mark.Line + _document.FirstLine, mark.Column + 1);
}
