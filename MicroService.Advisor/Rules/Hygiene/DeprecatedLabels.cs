using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Labels of nodes that have a successor, wherever an object selects nodes by them.</summary>
/// <remarks>Kubernetes: pkg/api/node/util.go.</remarks>
internal static class DeprecatedLabels
{
    // Without a successor there is only the advice.
    private static readonly Dictionary<string, (string? Successor, string Message)> Known = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = Replaced("1.14", "kubernetes.io/arch"),
        ["beta.kubernetes.io/os"] = Replaced("1.14", "kubernetes.io/os"),
        ["failure-domain.beta.kubernetes.io/region"] = Replaced("1.17", "topology.kubernetes.io/region"),
        ["failure-domain.beta.kubernetes.io/zone"] = Replaced("1.17", "topology.kubernetes.io/zone"),
        ["beta.kubernetes.io/instance-type"] = Replaced("1.17", "node.kubernetes.io/instance-type"),
        ["node-role.kubernetes.io/master"] = Replaced("1.20", "node-role.kubernetes.io/control-plane"),
        ["scheduler.alpha.kubernetes.io/preferAvoidPods"] = (null, "has been deprecated since Kubernetes 1.22. Use taints and tolerations."),
        ["app.kubernetes.io/created-by"] = (null, "has been deprecated since Kubernetes 1.9. Select the nodes by another label."),
    };

    /// <summary>The places where the pods of an object choose their nodes.</summary>
    public static IEnumerable<Place> OfPod(PodTemplate pod) =>
        Keys(pod.Spec.Mapping("nodeSelector"))
            .Concat(pod.RequiredNodeTerms.Concat(pod.PreferredNodeTerms).SelectMany(term => Expressions(term, "matchExpressions")))
            .Concat(pod.Spec.Mappings("topologySpreadConstraints").Concat(pod.PodTerms).SelectMany(term => Value(term, "topologyKey")));

    /// <summary>The keys of a mapping of labels.</summary>
    public static IEnumerable<Place> Keys(MappingNode? labels) =>
        from entry in labels?.Entries ?? []
        let known = Known.GetValueOrDefault(entry.Name)
        select known.Message is null ? new Place(entry.Key) : new Place(
            entry.Key,
            $"The label {entry.Name} {known.Message}",
            known.Successor is null || labels!.Has(known.Successor) ? null : Fix.Review($"use the label {known.Successor}").Rename(labels!, entry.Name, known.Successor));

    /// <summary>The keys of the expressions at a field of a selector.</summary>
    public static IEnumerable<Place> Expressions(MappingNode? selector, string field) =>
        selector?.Mappings(field).SelectMany(expression => Value(expression, "key")) ?? [];

    // What has a successor is reported; a label in a value is otherwise nothing special.
    private static IEnumerable<Place> Value(MappingNode owner, string field)
    {
        if (owner.Scalar(field) is { } label && Known.TryGetValue(label.Value, out var known))
        {
            yield return new Place(
                label,
                $"The label {label.Value} {known.Message}",
                known.Successor is null ? null : Fix.Review($"use the label {known.Successor}").Set(owner, [field], known.Successor));
        }
    }

    private static (string?, string) Replaced(string version, string successor) =>
        (successor, $"has been deprecated since Kubernetes {version}. Write {successor}.");
}
