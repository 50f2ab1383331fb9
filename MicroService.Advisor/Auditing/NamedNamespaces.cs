using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Auditing;

/// <summary>The namespaces that an object names in the fields that hold one, whatever its kind.</summary>
internal static class NamedNamespaces
{
    private const string AccountPrefix = "system:serviceaccount";

    private static readonly string[] Fields = ["namespace", "targetNamespace", NamespaceLabels.Name];
    private static readonly string[] Lists = ["matchNames", "namespaces"];

    /// <summary>The namespaces, its own left out unless something in it names that.</summary>
    public static IEnumerable<string> Of(KubernetesObject candidate)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (candidate.Kind == "CustomResourceDefinition")
        {
            // The rest is a schema.
            Collect(candidate.Spec?["conversion"], found);
        }
        // Their rules say what pods of other namespaces may do, which is nothing to those namespaces.
        else if (candidate.Kind is not ("NetworkPolicy" or "Secret" or "Event"))
        {
            foreach (var entry in candidate.Root.Entries.Where(entry => entry.Key.Value is not ("metadata" or "status")))
            {
                Collect(entry.Value, found);
            }
        }

        return found;
    }

    private static void Collect(Node? node, HashSet<string> found)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    Collect(entry, found);
                }

                break;
            case SequenceNode sequence:
                foreach (var item in sequence.Items)
                {
                    Collect(item, found);
                }

                break;
            // A user or a group of service accounts: system:serviceaccounts:shop, system:serviceaccount:shop:cart.
            case ScalarNode { Value: var value } when value.StartsWith(AccountPrefix, StringComparison.Ordinal):
                found.UnionWith(value.Split(':').Skip(2).Take(1));
                break;
        }
    }

    private static void Collect(MappingEntry entry, HashSet<string> found)
    {
        if (entry.Value is ScalarNode value && Fields.Contains(entry.Key.Value))
        {
            found.Add(value.Value);
        }
        else if (entry.Value is SequenceNode names && Lists.Contains(entry.Key.Value))
        {
            found.UnionWith(names.Items.OfType<ScalarNode>().Select(name => name.Value));
        }

        Collect(entry.Value, found);
    }
}
