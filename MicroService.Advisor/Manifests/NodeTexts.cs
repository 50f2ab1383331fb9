namespace MicroService.Advisor.Manifests;

/// <summary>The values within a node.</summary>
internal static class NodeTexts
{
    /// <summary>The scalars' values, in order; none of keys and nulls.</summary>
    public static IEnumerable<string> Of(Node? node) => node switch
    {
        ScalarNode { IsNull: false } scalar => [scalar.Value],
        SequenceNode list => list.Items.SelectMany(Of),
        MappingNode mapping => mapping.Entries.SelectMany(static entry => Of(entry.Value)),
        _ => [],
    };
}
