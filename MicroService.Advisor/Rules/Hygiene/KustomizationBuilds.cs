using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>
/// Which Kustomization builds an object: each is applied on its own, so the same object in a base and in an overlay, or in two
/// overlays, is not a conflict (Kustomize reference, resources and patches).
/// </summary>
internal sealed class KustomizationBuilds
{
    private const string Group = "kustomize.config.k8s.io";

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _patches = new(StringComparer.Ordinal);

    public KustomizationBuilds(ObjectGraph graph)
    {
        foreach (var kustomization in graph.OfKind("Kustomization").Where(candidate => candidate.Group == Group))
        {
            var folder = FolderOf(Path(kustomization));
            _folders.Add(folder);
            foreach (var patch in Patches(kustomization.Root))
            {
                _patches.Add(folder + (patch.StartsWith("./", StringComparison.Ordinal) ? patch[2..] : patch));
            }
        }
    }

    /// <summary>The nearest folder of a Kustomization around an object; empty if there is none.</summary>
    public string Of(KubernetesObject candidate)
    {
        if (_folders.Count == 0)
        {
            return "";
        }

        var folder = FolderOf(Path(candidate));
        while (folder.Length > 0 && !_folders.Contains(folder))
        {
            folder = FolderOf(folder[..^1]);
        }

        return folder;
    }

    /// <summary>True if the object is a patch of another, which a Kustomization lists.</summary>
    public bool IsPatch(KubernetesObject candidate) => _patches.Count > 0 && _patches.Contains(Path(candidate));

    private static IEnumerable<string> Patches(MappingNode kustomization) =>
        (kustomization.Sequence("patchesStrategicMerge")?.Items ?? []).OfType<ScalarNode>().Select(path => path.Value)
            .Concat(kustomization.Mappings("patches").Concat(kustomization.Mappings("patchesJson6902")).Select(patch => patch.Text("path") ?? ""));

    private static string Path(KubernetesObject candidate) => candidate.File.Name.Replace('\\', '/');

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];
}
