using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>The ConfigMaps and Secrets that a Kustomization makes; Kustomize renames what refers to them (Kustomize reference, secretGenerator).</summary>
internal static class KustomizationGenerators
{
    /// <summary>True if a Kustomization's generators make the object, in this namespace or in one that is chosen when it is applied.</summary>
    public static bool Make(string generator, string name, string ns, ObjectGraph graph) =>
        graph.OfKind("Kustomization").Where(kustomization => kustomization.Group == "kustomize.config.k8s.io").Any(kustomization =>
            kustomization.Root.Mappings(generator).Any(made =>
                made.Text("name") == name && (made.Text("namespace") ?? kustomization.Root.Text("namespace") ?? ns) == ns));
}
