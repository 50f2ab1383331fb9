using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>What the pods may ask of the API server: nothing, unless the settings say so. Only then do they have a token.</summary>
internal static class PodRights
{
    private const string Rbac = "rbac.authorization.k8s.io";

    /// <summary>Whether the settings give any rights.</summary>
    public static bool Has(WorkloadManifest manifest) =>
        manifest.Workload.Settings is { Rights.Count: > 0 } or { ClusterRights.Count: > 0 } or { Leases.Count: > 0 };

    public static void Apply(WorkloadManifest manifest)
    {
        var (settings, name) = (manifest.Workload.Settings, manifest.Workload.Name);
        foreach (var lease in settings.Leases!)
        {
            // To create an object can't be allowed by its name.
            manifest.Add(MappingNode.Of(("apiVersion", "coordination.k8s.io/v1"), ("kind", "Lease"), ("metadata", manifest.MetadataOf(lease))));
        }

        List<string> own = [.. settings.Rights!, .. settings.Leases!.Select(static lease => $"leases.coordination.k8s.io/{lease}:get,update")];
        if (own.Count > 0)
        {
            manifest.Add(Role("Role", manifest.MetadataOf(name), own));
            manifest.Add(Binding("RoleBinding", "Role", manifest.MetadataOf(name), manifest));
        }

        if (settings.ClusterRights!.Count > 0)
        {
            manifest.Add(Role("ClusterRole", ClusterMetadata(manifest), settings.ClusterRights));
            manifest.Add(Binding("ClusterRoleBinding", "ClusterRole", ClusterMetadata(manifest), manifest));
        }
    }

    // Other namespaces may have a workload of the same name.
    private static MappingNode ClusterMetadata(WorkloadManifest manifest)
    {
        var metadata = manifest.MetadataOf($"{manifest.Namespace}-{manifest.Workload.Name}");
        metadata.Remove("namespace");
        return metadata;
    }

    private static MappingNode Role(string kind, MappingNode metadata, IEnumerable<string> rights)
    {
        var rules = rights.Select(Parse)
            .GroupBy(static right => (right.Group, right.Name, right.Verbs))
            .Select(static rule =>
            {
                var node = MappingNode.Of(
                    ("apiGroups", SequenceNode.Of(rule.Key.Group)),
                    ("resources", SequenceNode.Of([.. rule.Select(static right => right.Resource).Distinct(StringComparer.Ordinal).Select(static resource => (Node)resource)])));
                if (rule.Key.Name is { } name)
                {
                    node.Set("resourceNames", SequenceNode.Of(name));
                }

                node.Set("verbs", SequenceNode.Of([.. rule.Key.Verbs.Split(',').Select(static verb => (Node)verb)]));
                return (Node)node;
            });
        return MappingNode.Of(("apiVersion", $"{Rbac}/v1"), ("kind", kind), ("metadata", metadata), ("rules", SequenceNode.Of([.. rules])));
    }

    private static MappingNode Binding(string kind, string role, MappingNode metadata, WorkloadManifest manifest) => MappingNode.Of(
        ("apiVersion", $"{Rbac}/v1"),
        ("kind", kind),
        ("metadata", metadata),
        ("roleRef", MappingNode.Of(("apiGroup", Rbac), ("kind", role), ("name", metadata.Text("name")!))),
        ("subjects", SequenceNode.Of(MappingNode.Of(("kind", "ServiceAccount"), ("name", manifest.Workload.Name), ("namespace", manifest.Namespace)))));

    private static (string Group, string Resource, string? Name, string Verbs) Parse(string right)
    {
        var (kind, verbs) = right.Split(':') is [var before, var after] ? (before, after) : (right, "");
        var (resource, name) = kind.Split('/') is [var of, var one] ? (of, one) : (kind, null);
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? ("", resource, name, verbs) : (resource[(dot + 1)..], resource[..dot], name, verbs);
    }
}
