using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>The labels of namespaces: those of a Namespace that is given, and the one that the API server sets on each.</summary>
internal static class NamespaceLabels
{
    /// <summary>The label that holds each namespace's own name.</summary>
    public const string Name = "kubernetes.io/metadata.name";

    /// <summary>True if a selector selects a namespace, or could, as its labels are not given.</summary>
    public static bool CouldMatch(LabelSelector selector, string ns, ObjectGraph graph)
    {
        var given = graph.Find("Namespace", "default", ns);
        var known = given?.Labels?.Clone() as MappingNode ?? MappingNode.Of();
        known.Set(Name, ns);
        return given is null ? selector.CouldMatch(known, [Name]) : selector.Matches(known);
    }
}
