using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Kustomize;

/// <summary>Names the files of a workload's objects: the kind, with a suffix if there are several of the kind.</summary>
internal static class ObjectFileNames
{
    /// <summary>Unique file names in the order of the objects.</summary>
    /// <param name="owner">The workload's name, which is the prefix of the objects' names.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<MappingNode> objects, string owner)
    {
        var kinds = objects.CountBy(KindOf).ToDictionary();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new List<string>();
        foreach (var node in objects)
        {
            var kind = KindOf(node);
            var plain = kinds[kind] == 1 ? kind : WithSuffix(kind, NameOf(node), owner);
            var name = plain;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{plain}-{number}";
            }

            names.Add($"{name}.yaml");
        }

        return names;
    }

    /// <summary>The kind in lower case, or the short name that kubectl has for it.</summary>
    public static string KindOf(MappingNode node) => node.Text("kind") switch
    {
        "HorizontalPodAutoscaler" => "hpa",
        "PodDisruptionBudget" => "pdb",
        "PersistentVolumeClaim" => "pvc",
        "ResourceQuota" => "quota",
        var kind => (kind ?? "object").ToLowerInvariant(),
    };

    public static string NameOf(MappingNode node) => node.Mapping("metadata")?.Text("name") ?? "";

    private static string WithSuffix(string kind, string name, string owner)
    {
        var suffix = name == owner ? "" : name.StartsWith($"{owner}-", StringComparison.Ordinal) ? name[(owner.Length + 1)..] : name;
        // A dot is allowed in a name, but a file's should end in one extension.
        return suffix.Length == 0 ? kind : $"{kind}-{suffix.Replace('.', '-').Replace(':', '-')}";
    }
}
