using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Something that the API server refuses although it fits the schema.</summary>
/// <param name="Topic">What it is about.</param>
/// <param name="Node">The value at fault; for something that is missing, the mapping that lacks it.</param>
/// <param name="Message">What to write instead.</param>
internal sealed record ObjectFault(FaultTopic Topic, Node Node, string Message);

/// <summary>Collects the faults of one object, and knows what the checks ask about it.</summary>
internal sealed class ObjectFaults(KubernetesObject candidate, KubernetesVersion version)
{
    // No object has as many on purpose, and a longer report does not help.
    private const int Most = 500;

    private readonly bool _isJson = candidate.Document.IsJson;
    private readonly List<ObjectFault> _found = [];

    /// <summary>The object.</summary>
    public KubernetesObject Object => candidate;

    /// <summary>The version of Kubernetes that the object is meant for.</summary>
    public KubernetesVersion Version => version;

    /// <summary>True for an object that a cluster gave back, which may hold what a new one may not.</summary>
    public bool IsFromCluster { get; } = candidate.IsFromCluster;

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<ObjectFault> Found => _found;

    /// <summary>Adds a fault.</summary>
    public void Add(FaultTopic topic, Node node, string message)
    {
        if (_found.Count < Most)
        {
            _found.Add(new ObjectFault(topic, node, message));
        }
    }

    /// <summary>Adds a fault about a field, at its value if it has one.</summary>
    public void Add(FaultTopic topic, MappingNode owner, string field, string message) => Add(topic, owner[field] ?? owner, message);

    /// <summary>The whole number of a field as the server decodes it, or null.</summary>
    public long? Integer(MappingNode owner, string field) => Integer(owner[field]);

    /// <summary>The whole number of a node as the server decodes it, or null.</summary>
    public long? Integer(Node? node) => node is ScalarNode { IsNull: false } scalar ? scalar.AsInteger ?? ScalarFormat.Integer(scalar, _isJson) : null;

    /// <summary>The texts of a list; one that is null is empty, as the server decodes it.</summary>
    public static IEnumerable<(Node Node, string Value)> Texts(MappingNode owner, string field) =>
        (owner.Sequence(field)?.Items.OfType<ScalarNode>() ?? []).Select(item => ((Node)item, item.IsNull ? "" : item.Value));

    /// <summary>Requires a number, where one is written, to be in a range.</summary>
    public void Range(FaultTopic topic, MappingNode owner, string field, long least, long most = long.MaxValue)
    {
        if (Integer(owner, field) is { } number && (number < least || number > most))
        {
            Add(topic, owner, field, most == long.MaxValue
                ? $"{field} is {number}. Write {least} or more."
                : $"{field} is {number}. Write a number from {least} to {most}.");
        }
    }

    /// <summary>Requires a text.</summary>
    public bool Required(FaultTopic topic, MappingNode owner, string field, string what)
    {
        if (owner.Text(field) is { Length: > 0 })
        {
            return true;
        }

        // Anything but a scalar is for the schema to say.
        if (owner[field] is null or ScalarNode)
        {
            Add(topic, owner, field, $"{what} needs {field}, which is {(owner.Scalar(field) is null ? "missing" : "empty")}.");
        }

        return false;
    }

    /// <summary>Requires a name, where one is written, to be a DNS label.</summary>
    public void Label(FaultTopic topic, MappingNode owner, string field, string what)
    {
        if (owner.Text(field) is { Length: > 0 } name && !ValidName.IsDnsLabel(name))
        {
            Add(topic, owner, field, $"{what} {Wording.Quote(name)} is not a DNS label. {Words.DnsLabel}");
        }
    }

    /// <summary>Requires a name, where one is written, to be a DNS subdomain.</summary>
    public void Subdomain(FaultTopic topic, MappingNode owner, string field, string what)
    {
        if (owner.Text(field) is { Length: > 0 } name && !ValidName.IsDnsSubdomain(name))
        {
            Add(topic, owner, field, $"{what} {Wording.Quote(name)} is not a DNS subdomain. {Words.DnsSubdomain}");
        }
    }

    /// <summary>
    /// Requires a text, where one is written, to be one of a few; the last of them is empty where the server fills in a default.
    /// </summary>
    public void OneOf(FaultTopic topic, MappingNode owner, string field, params ReadOnlySpan<string> values)
    {
        if (owner.Text(field) is { } text && !values.Contains(text))
        {
            Add(topic, owner, field, $"{field} does not take {Wording.Quote(text)}. Write {Wording.Or(values[^1].Length == 0 ? values[..^1] : values)}.");
        }
    }

    /// <summary>Forbids a field.</summary>
    public void Forbid(FaultTopic topic, MappingNode? owner, string field, string why)
    {
        if (owner?.Find(field) is { } entry && entry.Value is not ScalarNode { IsNull: true })
        {
            Add(topic, entry.Value, $"{why} Remove {field}.");
        }
    }
}
