using MicroService.Advisor.Manifests;
using MicroService.Publishing.Names;

namespace MicroService.Publishing.AppModel;

/// <summary>Reads the members of one JSON object of the manifest. A member of the wrong form is reported, not thrown.</summary>
/// <param name="unknown">Takes the members that the format does not have.</param>
internal sealed class ManifestEntry(MappingNode node, List<ManifestProblem> problems, List<ManifestProblem>? unknown = null)
{
    public MappingNode Node { get; } = node;

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Points out members that the format does not have: a slip of the pen, or the work of a later version.</summary>
    public void PointOutOthers(string owner, params IReadOnlyList<string> known)
    {
        foreach (var member in Node.Entries.Where(member => !known.Contains(member.Name, StringComparer.Ordinal)))
        {
            var meant = NearestKey.Of(member.Name, known) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
            unknown?.Add(new ManifestProblem(
                Node.Pointer + JsonPointer.Of(member.Name), member.Key.Position.Line, member.Key.Position.Column, $"'{member.Name}' is no key of {owner}{meant}"));
        }
    }

    /// <summary>Reports a problem of the object itself.</summary>
    public void Report(string message) => Report(Node, message);

    /// <summary>Reports a problem of a member; that one is missing was reported when it was read.</summary>
    public void ReportMember(string name, string message)
    {
        if (Node[name] is { } member)
        {
            Report(member, message);
        }
    }

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is ScalarNode { Kind: ScalarKind.String } text)
        {
            return text.Value;
        }

        Report(value, $"must be a string, not {Kind(value)}.");
        return null;
    }

    public string RequiredText(string name)
    {
        if (!Has(name))
        {
            Report($"has no '{name}'.");
        }

        return Text(name) ?? string.Empty;
    }

    public bool Flag(string name, bool otherwise = false)
    {
        if (Find(name) is not { } value)
        {
            return otherwise;
        }

        if (value is ScalarNode { AsBoolean: { } flag })
        {
            return flag;
        }

        Report(value, $"must be true or false, not {Kind(value)}.");
        return otherwise;
    }

    /// <summary>A whole number within the limits; null if it is missing or out of range.</summary>
    public int? Number(string name, int from, int to)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value is ScalarNode { AsInteger: { } number } && number >= from && number <= to)
        {
            return (int)number;
        }

        Report(value, $"must be a whole number from {from} to {to}.");
        return null;
    }

    public ManifestEntry? Object(string name) => Find(name) is { } value ? AsObject(value) : null;

    /// <summary>The objects of an object, by name.</summary>
    public IEnumerable<KeyValuePair<string, ManifestEntry>> Objects() =>
        from member in Node.Entries
        let entry = AsObject(member.Value)
        where entry is not null
        select KeyValuePair.Create(member.Name, entry);

    public IReadOnlyList<ManifestEntry> ObjectList(string name) => [.. List(name).Select(AsObject).OfType<ManifestEntry>()];

    public IReadOnlyList<string> TextList(string name)
    {
        var texts = new List<string>();
        foreach (var item in List(name))
        {
            if (item is ScalarNode { Kind: ScalarKind.String } text)
            {
                texts.Add(text.Value);
            }
            else
            {
                Report(item, $"must be a string, not {Kind(item)}.");
            }
        }

        return texts;
    }

    /// <summary>
    /// The strings of an object, in order. Numbers and Booleans are read as their text, because some tools write them unquoted.
    /// </summary>
    public IReadOnlyDictionary<string, string> TextMap(string name)
    {
        var map = new OrderedDictionary<string, string>();
        foreach (var member in Object(name)?.Node.Entries ?? [])
        {
            if (member.Value is ScalarNode scalar)
            {
                map.Add(member.Name, scalar.IsNull ? string.Empty : scalar.Value);
            }
            else
            {
                Report(member.Value, $"must be a string, not {Kind(member.Value)}.");
            }
        }

        return map;
    }

    private Node? Find(string name) => Node[name] is { } value and not ScalarNode { IsNull: true } ? value : null;

    private NodeList<Node> List(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value is SequenceNode sequence)
        {
            return sequence.Items;
        }

        Report(value, $"must be an array, not {Kind(value)}.");
        return [];
    }

    private ManifestEntry? AsObject(Node value)
    {
        if (value is MappingNode mapping)
        {
            return new ManifestEntry(mapping, problems, unknown);
        }

        Report(value, $"must be an object, not {Kind(value)}.");
        return null;
    }

    private void Report(Node at, string message) => problems.Add(new ManifestProblem(at.Pointer, at.Position.Line, at.Position.Column, message));

    private static string Kind(Node value) => value switch
    {
        MappingNode => "an object",
        SequenceNode => "an array",
        ScalarNode { Kind: ScalarKind.String } => "a string",
        ScalarNode { Kind: ScalarKind.Integer or ScalarKind.Float } => "a number",
        ScalarNode { Kind: ScalarKind.Boolean } => "a boolean",
        _ => "null",
    };
}
