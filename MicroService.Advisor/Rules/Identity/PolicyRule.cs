using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Identity;

/// <summary>A rule of a Role or ClusterRole.</summary>
internal sealed record PolicyRule(MappingNode Node)
{
    public const string Group = "rbac.authorization.k8s.io";

    /// <summary>The label of the roles and bindings that the API server itself makes and keeps.</summary>
    public const string BootstrapLabel = "kubernetes.io/bootstrapping";

    public IEnumerable<ScalarNode> Resources => List("resources");

    /// <summary>True if the rule names the objects that it is about, and so reaches no other.</summary>
    public bool IsByName => List("resourceNames").Any();

    public bool ReachesGroup(string group) => List("apiGroups").Any(item => item.Value == group || item.Value == "*");

    public bool Allows(params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in List("verbs"))
        {
            if (verb.Value == "*" || verbs.Contains(verb.Value))
            {
                return true;
            }
        }

        return false;
    }

    public IEnumerable<ScalarNode> List(string field) => Node.Sequence(field)?.Items.OfType<ScalarNode>() ?? [];
}
