using System.Text;

namespace MicroService.Cluster.Kinds;

/// <summary>The rights that a scan needs, and no others, as YAML.</summary>
public static class ReadingRights
{
    private const string Name = "microservice-scan";
    private const string SecretsName = "microservice-scan-secrets";

    /// <summary>The ClusterRole of a scan of all namespaces.</summary>
    public static string ClusterRole() => Write("ClusterRole", null, KnownKinds.All);

    /// <summary>The Role of a scan of one namespace. Without the cluster's own kinds, the rules that need them are silent.</summary>
    public static string Role(string ns) => Write("Role", ns, KnownKinds.All.Where(kind => kind.Reach != KindReach.Cluster || kind == KnownKinds.Namespaces));

    /// <summary>What a scan needs in addition where it reads Secrets: a ClusterRole, which a RoleBinding can limit to a namespace.</summary>
    public static string Secrets() => Write("ClusterRole", null, [KnownKinds.Secrets], SecretsName);

    private static string Write(string kind, string? ns, IEnumerable<ResourceKind> kinds, string name = Name)
    {
        var yaml = new StringBuilder($"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: {name}\n");
        yaml.Append(ns is null ? "" : $"  namespace: {ns}\n").Append("rules:\n");
        foreach (var group in kinds.GroupBy(kind => kind.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var resources = group.Select(resource => resource.Plural).Order(StringComparer.Ordinal).ToList();
            // A scan of named namespaces asks for each of them.
            if (group.Key == KnownKinds.Namespaces.Group && resources.Remove(KnownKinds.Namespaces.Plural))
            {
                Write(yaml, group.Key, [KnownKinds.Namespaces.Plural], ns is null ? ["get", "list", "watch"] : ["get"]);
            }

            // What is listed may be watched: that tells nothing that another list would not.
            Write(yaml, group.Key, resources, ["list", "watch"]);
        }

        return yaml.ToString();
    }

    private static void Write(StringBuilder yaml, string group, List<string> resources, string[] verbs)
    {
        yaml.Append(group.Length == 0 ? "  - apiGroups: [\"\"]\n" : $"  - apiGroups: [{group}]\n").Append("    resources:\n");
        foreach (var resource in resources)
        {
            yaml.Append("      - ").Append(resource).Append('\n');
        }

        yaml.Append("    verbs: [").AppendJoin(", ", verbs).Append("]\n");
    }
}
