using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>A term of a pod affinity or anti-affinity, required or preferred (PodAffinityTerm v1).</summary>
internal sealed record PodAffinityTerm(MappingNode Node)
{
    /// <summary>The terms of <c>podAffinity</c> or <c>podAntiAffinity</c>.</summary>
    public static IEnumerable<PodAffinityTerm> Of(MappingNode affinity) =>
        Required(affinity)
            .Concat(affinity.Mappings("preferredDuringSchedulingIgnoredDuringExecution")
                .Select(preferred => preferred.Mapping("podAffinityTerm")).OfType<MappingNode>()
                .Select(term => new PodAffinityTerm(term)));

    /// <summary>The terms that must hold.</summary>
    public static IEnumerable<PodAffinityTerm> Required(MappingNode affinity) =>
        affinity.Mappings("requiredDuringSchedulingIgnoredDuringExecution").Select(term => new PodAffinityTerm(term));

    /// <summary>
    /// True if the term selects pods of the workload's own revision, or could: labels of namespaces that are not given are unknown.
    /// </summary>
    public bool Selects(Workload workload, ObjectGraph graph) =>
        SelectsLabels(workload) && !Keys(Mismatch).Any(key => Has(workload, key)) && IncludesNamespace(workload, graph);

    /// <summary>True if the term selects the workload's pods of the revision before, or could.</summary>
    public bool SelectsEarlier(Workload workload, ObjectGraph graph) =>
        SelectsLabels(workload) && !Keys("matchLabelKeys").Any(key => ControllerLabels.TellsRevisionsApart(key) && Has(workload, key))
        && !Keys(Mismatch).Any(key => !ControllerLabels.TellsRevisionsApart(key) && Has(workload, key))
        && IncludesNamespace(workload, graph);

    private const string Mismatch = "mismatchLabelKeys";

    private bool SelectsLabels(Workload workload) =>
        Node.Mapping("labelSelector") is { } selector && LabelSelector.Of(selector).Matches(workload.PodLabels);

    // Keys that a pod has no label of count for nothing.
    private static bool Has(Workload workload, string key) =>
        workload.PodLabels?.Has(key) == true || ControllerLabels.MaySet(workload, key, null);

    // Neither field means the pod's own namespace; an empty namespaceSelector means all of them.
    private bool IncludesNamespace(Workload workload, ObjectGraph graph)
    {
        var names = Node.Sequence("namespaces")?.Items.OfType<ScalarNode>().Select(name => name.Value).ToList() ?? [];
        var selector = Node.Mapping("namespaceSelector");
        // What is deployed to whatever namespace may be deployed to the one that is named.
        if (workload.Object.WrittenNamespace is not { } ns || (selector is null && names.Count == 0) || names.Contains(ns))
        {
            return true;
        }

        return selector is not null && NamespaceLabels.CouldMatch(LabelSelector.Of(selector), ns, graph);
    }

    private IEnumerable<string> Keys(string field) => Node.Sequence(field)?.Items.OfType<ScalarNode>().Select(key => key.Value) ?? [];
}
