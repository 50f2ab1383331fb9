using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>What pods are made of: the template of a workload, a Pod itself, or the template that a PodTemplate holds.</summary>
/// <param name="Spec">The pod's spec.</param>
/// <param name="Annotations">The pod's annotations, or null.</param>
internal sealed record PodTemplate(MappingNode Spec, MappingNode? Annotations)
{
    /// <summary>The containers, init containers first.</summary>
    public IEnumerable<MappingNode> Containers => Spec.Mappings("initContainers").Concat(Spec.Mappings("containers"));

    /// <summary>The volumes.</summary>
    public IEnumerable<MappingNode> Volumes => Spec.Mappings("volumes");

    /// <summary>The selectors of other pods that the pod is to be near to or far from, each in its term.</summary>
    public IEnumerable<MappingNode> PodTerms =>
        Affinities("podAffinity", "podAntiAffinity").SelectMany(affinity =>
            affinity.Mappings("requiredDuringSchedulingIgnoredDuringExecution")
                .Concat(affinity.Mappings("preferredDuringSchedulingIgnoredDuringExecution").Select(term => term.Mapping("podAffinityTerm")).OfType<MappingNode>()));

    /// <summary>The preferred terms of the node affinity.</summary>
    public IEnumerable<MappingNode> PreferredNodeTerms =>
        Affinities("nodeAffinity").SelectMany(affinity =>
            affinity.Mappings("preferredDuringSchedulingIgnoredDuringExecution").Select(term => term.Mapping("preference")).OfType<MappingNode>());

    /// <summary>The required terms of the node affinity.</summary>
    public IEnumerable<MappingNode> RequiredNodeTerms =>
        Affinities("nodeAffinity").SelectMany(affinity =>
            affinity.Mapping("requiredDuringSchedulingIgnoredDuringExecution")?.Mappings("nodeSelectorTerms") ?? []);

    /// <summary>The template of an object, or null if it has none.</summary>
    public static PodTemplate? Of(KubernetesObject candidate)
    {
        var template = candidate.Workload?.Template ?? (candidate is { Kind: "PodTemplate", ApiVersion: "v1" } ? candidate.Root.Mapping("template") : null);
        return template?.Mapping("spec") is { } spec ? new PodTemplate(spec, template.Mapping("metadata")?.Mapping("annotations")) : null;
    }

    private IEnumerable<MappingNode> Affinities(params string[] kinds) =>
        kinds.Select(kind => Spec.Mapping("affinity")?.Mapping(kind)).OfType<MappingNode>();
}
