using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Schema;

/// <summary>Which kinds are in namespaces: the built-in ones, and those whose definitions are given.</summary>
internal sealed class DefinedScopes
{
    private readonly HashSet<(string Group, string Kind)> _ofCluster;

    private DefinedScopes(ObjectGraph graph) =>
        _ofCluster =
        [
            .. graph.OfKind("CustomResourceDefinition").Where(definition => definition.Spec?.Text("scope") == "Cluster")
                .Select(definition => (definition.Spec!.Text("group") ?? "", definition.Spec.Mapping("names")?.Text("kind") ?? "")),
        ];

    /// <summary>The scopes that are known beside these objects.</summary>
    public static DefinedScopes Of(ObjectGraph graph) => new(graph);

    /// <summary>False if the object's kind is known to be the cluster's.</summary>
    public bool IsNamespaced(KubernetesObject candidate) =>
        SchemaTable.FindKind(candidate.ApiVersion, candidate.Kind)?.IsNamespaced ?? !_ofCluster.Contains((candidate.Group, candidate.Kind));
}
