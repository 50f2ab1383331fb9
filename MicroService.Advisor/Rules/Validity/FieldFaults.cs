using System.Globalization;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Collects what is wrong with the fields of an object, and leaves out what the schema's rules report already.</summary>
internal sealed class FieldFaults(KubernetesObject candidate, SchemaReading schema)
{
    private readonly List<(Node Node, string Message, Fix? Fix)> _faults = [];
    private readonly IReadOnlyList<SchemaFault> _known = schema.FaultsOf(candidate);

    /// <summary>The faults, in the order in which they were found.</summary>
    public IReadOnlyList<(Node Node, string Message, Fix? Fix)> All => _faults;

    /// <summary>True for an object that a cluster gave back, which may hold what a new one may not.</summary>
    public bool IsFromCluster { get; } = candidate.IsFromCluster;

    /// <summary>The version of Kubernetes that is to accept the object.</summary>
    public KubernetesVersion Version => schema.Version;

    /// <summary>Reports a value, unless something within it or the type of something around it is at fault already.</summary>
    public void Add(Node node, string message, Fix? fix = null)
    {
        if (!_known.Any(known => IsWithin(known.Node, node) || (known.Kind == FaultKind.Type && IsWithin(node, known.Node))))
        {
            _faults.Add((node, message, fix));
        }
    }

    /// <summary>Reports what the checks of workloads find: the server has one validation for the same fields elsewhere.</summary>
    public void AddAll(Action<ObjectFaults> check)
    {
        var found = new ObjectFaults(candidate, Version);
        check(found);
        foreach (var fault in found.Found)
        {
            Add(fault.Node, fault.Message);
        }
    }

    /// <summary>Reports a field that is missing, null or empty, unless a field beside it may be the one, misspelt.</summary>
    /// <returns>Whether the field is there.</returns>
    public bool Need(MappingNode owner, string field, string? message = null, Fix? fix = null)
    {
        var value = owner[field];
        if (IsFilled(value))
        {
            return true;
        }

        Missing(owner, value, message ?? $"{field} is {(value is null or ScalarNode { IsNull: true } ? "missing" : "empty")}. Write it.", fix);
        return false;
    }

    /// <summary>Reports that a mapping lacks something, at <paramref name="value"/> if there is one.</summary>
    public void Missing(MappingNode owner, Node? value, string message, Fix? fix = null)
    {
        var node = value ?? owner;
        if (!_known.Any(known => (known.Node == node && known.Kind != FaultKind.Field) || (known.Kind == FaultKind.Field && known.Node.Parent == owner)
            || (known.Kind == FaultKind.Type && IsWithin(node, known.Node))))
        {
            _faults.Add((node, message, fix));
        }
    }

    /// <summary>Reports a field that is there, though empty.</summary>
    public void Forbid(MappingNode owner, string field, string message)
    {
        if (owner[field] is { } value and not ScalarNode { IsNull: true })
        {
            Add(value, message);
        }
    }

    /// <summary>Reports a number that is outside a range.</summary>
    public void Range(MappingNode owner, string field, long least, long most = long.MaxValue)
    {
        if (owner.Integer(field) is { } number && (number < least || number > most))
        {
            Add(owner[field]!, most == long.MaxValue
                ? $"{field} is {Text(number)}. Write {Text(least)} or more."
                : $"{field} is {Text(number)}. Write a number from {Text(least)} to {Text(most)}.");
        }
    }

    /// <summary>Reports a port that is not a number from 1 to 65535.</summary>
    public void Port(MappingNode owner, string field) => Range(owner, field, 1, 65535);

    /// <summary>Reports a port that is neither a number from 1 to 65535 nor the name of a port.</summary>
    public void PortOrName(MappingNode owner, string field)
    {
        if (owner.Scalar(field) is { Kind: ScalarKind.String } name)
        {
            var isQuoted = int.TryParse(name.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (isQuoted)
            {
                Add(name, $"{field} is the text \"{name.Value}\", which names no port. Write the number without quotes.");
            }
            else
            {
                Name(name, NameForm.PortName);
            }
        }
        else
        {
            Port(owner, field);
        }
    }

    /// <summary>Reports a text that is there, be it empty, and does not have a form.</summary>
    public void Name(Node? node, NameForm form)
    {
        if (TextOf(node) is { } text && !form.Fits(text))
        {
            Add(node!, $"{FieldOf(node!)} is {Wording.Quote(text)}. Write {form.Words}.");
        }
    }

    /// <summary>Reports a text that is not empty and does not have a form.</summary>
    public void FilledName(MappingNode owner, string field, NameForm form)
    {
        if (owner.Text(field) is { Length: > 0 })
        {
            Name(owner[field], form);
        }
    }

    /// <summary>Reports a field that is missing or empty, or does not have a form.</summary>
    public void NeedName(MappingNode owner, string field, NameForm form, string? message = null)
    {
        if (Need(owner, field, message))
        {
            Name(owner[field], form);
        }
    }

    /// <summary>Reports a text that is none of some values.</summary>
    public void OneOf(Node? node, params ReadOnlySpan<string> values)
    {
        if (TextOf(node) is { } text && !values.Contains(text))
        {
            Add(node!, $"{FieldOf(node!)} is {Wording.Quote(text)}. Write {Wording.Or(values)}.");
        }
    }

    /// <summary>Reports each text that stands in a list a second time.</summary>
    public void Distinct(SequenceNode? list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list?.Items.OfType<ScalarNode>() ?? [])
        {
            if (!seen.Add(item.Value))
            {
                Add(item, $"{Wording.Quote(item.Value)} is listed twice in {FieldOf(list!)}. Remove one.");
            }
        }
    }

    /// <summary>True for a value that is there and not empty.</summary>
    public static bool IsFilled(Node? node) => node switch
    {
        null => false,
        ScalarNode scalar => !scalar.IsNull && (scalar.Kind != ScalarKind.String || scalar.Value.Length > 0),
        SequenceNode sequence => sequence.Items.Count > 0,
        MappingNode mapping => mapping.Entries.Count > 0,
        _ => true,
    };

    /// <summary>The text of a value, or null. An item of a list that is null counts as empty, a field that is null as absent.</summary>
    public static string? TextOf(Node? node) => node switch
    {
        ScalarNode { Kind: ScalarKind.String } scalar => scalar.Value,
        ScalarNode { IsNull: true, Parent: SequenceNode } => "",
        _ => null,
    };

    /// <summary>The name of a value's field.</summary>
    public static string FieldOf(Node node) => node.Parent switch
    {
        MappingNode mapping => mapping.FindWritten(mapping.KeyOf(node)) is { } entry && (entry.Key == node || entry.Value == node)
            ? entry.Meant ?? entry.Name
            : "The value",
        SequenceNode list => $"An item of {FieldOf(list)}",
        _ => "The object",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsWithin(Node node, Node outer)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at == outer)
            {
                return true;
            }
        }

        return false;
    }
}
