using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Comparison;

/// <summary>Finds the same item in two lists, as the API's own list keys do, or by its place.</summary>
internal static class ListItems
{
    private static readonly string[][] Keys =
    [
        ["name"], ["mountPath"], ["devicePath"], ["containerPort", "protocol"], ["port", "protocol"], ["topologyKey", "whenUnsatisfiable"],
        ["ip"], ["key"], ["host"], ["type"], ["uid"],
    ];

    /// <summary>The item of another list that an item of a list corresponds to, or null.</summary>
    public static Node? Counterpart(SequenceNode list, Node item, SequenceNode other)
    {
        if (KeyOf(list, other) is { } key)
        {
            return other.Items.FirstOrDefault(candidate => ValueOf(candidate, key) == ValueOf(item, key));
        }

        if (item is ScalarNode scalar && IsSet(list) && IsSet(other))
        {
            return other.Items.FirstOrDefault(candidate => candidate is ScalarNode value && value.Value == scalar.Value);
        }

        var index = list.IndexOf(item);
        return index < other.Items.Count ? other.Items[index] : null;
    }

    private static string[]? KeyOf(SequenceNode one, SequenceNode other) =>
        Array.Find(Keys, key => IsUnique(one, key) && IsUnique(other, key));

    private static bool IsUnique(SequenceNode list, string[] key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (item is not MappingNode mapping || !mapping.Has(key[0]) || !seen.Add(ValueOf(item, key)))
            {
                return false;
            }
        }

        return true;
    }

    // A protocol that is not written is TCP.
    private static string ValueOf(Node item, string[] key) =>
        string.Join('\n', key.Select(field => (item as MappingNode)?.Text(field) ?? (field == "protocol" ? "TCP" : "")));

    private static bool IsSet(SequenceNode list) => list.Items.All(item => item is ScalarNode);
}
