using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>The ConfigMaps and Secrets that a Kustomization makes (Kustomize reference, secretGenerator).</summary>
internal static class KustomizationGenerators
{
    private static readonly string[] Sources = ["resources", "bases", "components"];

    /// <summary>
    /// True if a Kustomization's generators make the object, in the workload's namespace or in one that is chosen when it is applied.
    /// </summary>
    public static bool Make(string generator, string name, Workload workload, ObjectGraph graph) =>
        graph.OfKind("Kustomization").Where(kustomization => kustomization.Group == "kustomize.config.k8s.io").Any(kustomization =>
            kustomization.Root.Mappings(generator).Any(made =>
                Makes(kustomization.Root, made, name)
                && (made.Text("namespace") ?? kustomization.Root.Text("namespace") ?? workload.Object.Namespace) == workload.Object.Namespace
                && Reaches(kustomization, workload)));

    // Prefix, suffix and hash change the name, and Kustomize changes the references of the Kustomization's own resources with it.
    private static bool Makes(MappingNode kustomization, MappingNode made, string name)
    {
        var isHashed = (made.Mapping("options")?.Boolean("disableNameSuffixHash") ?? kustomization.Mapping("generatorOptions")?.Boolean("disableNameSuffixHash")) is not true;
        return (made.Text("name") == name && HasResources(kustomization))
            || (!isHashed && $"{kustomization.Text("namePrefix")}{made.Text("name")}{kustomization.Text("nameSuffix")}" == name);
    }

    // With resources of its own folder alone it is an application of its own, and makes nothing for those beside it.
    private static bool Reaches(KubernetesObject kustomization, Workload workload)
    {
        var folder = FolderOf(kustomization);
        return !HasResources(kustomization.Root)
            || Resources(kustomization.Root).Any(resource => resource.StartsWith("..", StringComparison.Ordinal))
            || FolderOf(workload.Object).StartsWith(folder, StringComparison.Ordinal);
    }

    private static bool HasResources(MappingNode kustomization) => Resources(kustomization).Any();

    private static IEnumerable<string> Resources(MappingNode kustomization) =>
        Sources.SelectMany(source => kustomization.Sequence(source)?.Items ?? []).OfType<ScalarNode>().Select(resource => resource.Value);

    private static string FolderOf(KubernetesObject candidate) => candidate.File.Name[..(candidate.File.Name.Replace('\\', '/').LastIndexOf('/') + 1)];
}
