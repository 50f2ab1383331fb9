using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Helm;

/// <summary>Turns nodes into what any serializer writes as it is: dictionaries, lists, numbers, strings.</summary>
internal static class PlainValue
{
    /// <summary>A new value at each call: one that is shared would be written as a YAML anchor.</summary>
    public static object? Of(Node node) => node switch
    {
        MappingNode mapping => mapping.Entries.ToDictionary(entry => entry.Name, entry => Of(entry.Value)),
        SequenceNode sequence => sequence.Items.Select(Of).ToList(),
        ScalarNode { Kind: ScalarKind.Null } => null,
        ScalarNode { AsBoolean: { } flag } => flag,
        ScalarNode { AsInteger: { } number } => number,
        ScalarNode { Kind: ScalarKind.Float } scalar => double.Parse(scalar.Value, CultureInfo.InvariantCulture),
        ScalarNode scalar => scalar.Value,
        _ => throw new InvalidOperationException($"A manifest has no {node.GetType().Name}."),
    };
}
