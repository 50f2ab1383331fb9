using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Cluster.DryRuns;

/// <summary>
/// Finds the node that an API server names: <c>spec.containers[0].image</c>, <c>metadata.annotations[example.com/owner]</c>, and
/// <c>.spec.containers[name="web"].image</c> of server-side apply.
/// </summary>
internal static class FieldPath
{
    /// <summary>The node, or the last one on the way that is there.</summary>
    public static Node Resolve(MappingNode root, string path)
    {
        Node at = root;
        foreach (var (step, isItem) in Steps(path))
        {
            if ((isItem ? Item(at, step) : Field(at, step)) is not { } next)
            {
                break;
            }

            at = next;
        }

        return at;
    }

    private static Node? Field(Node at, string name) => (at as MappingNode)?[name];

    private static Node? Item(Node at, string key) => at switch
    {
        MappingNode mapping => mapping[key.Trim('"')],
        SequenceNode sequence when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
            index < sequence.Items.Count ? sequence.Items[index] : null,
        SequenceNode sequence => Keyed(sequence, key),
        _ => null,
    };

    // name="web", or containerPort=80,protocol="TCP"; ="web" in a set.
    private static Node? Keyed(SequenceNode sequence, string key)
    {
        var keys = key.Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .Select(part => (Name: part[0].Trim(), Value: part[1].Trim().Trim('"'))).ToList();
        return keys.Count == 0 ? null : sequence.Items.FirstOrDefault(item => item is MappingNode mapping
            // What the server filled in is not in the manifest.
            ? keys.Exists(part => mapping.Text(part.Name) == part.Value)
                && keys.TrueForAll(part => mapping.Text(part.Name) is not { Length: > 0 } written || written == part.Value)
            : item is ScalarNode scalar && keys is [{ Name.Length: 0, Value: var value }] && scalar.Value == value);
    }

    private static IEnumerable<(string Step, bool IsItem)> Steps(string path)
    {
        var start = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && path[i] is not ('.' or '['))
            {
                continue;
            }

            if (i > start)
            {
                yield return (path[start..i], false);
            }

            start = i + 1;
            if (i < path.Length && path[i] == '[')
            {
                var end = path.IndexOf(']', i);
                if (end < 0)
                {
                    yield break;
                }

                yield return (path[(i + 1)..end], true);
                (i, start) = (end, end + 1);
            }
        }
    }
}
