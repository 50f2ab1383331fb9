using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>A namespace denies what no policy lets through; reported at the Namespace, else at its first workload.</summary>
public sealed class DefaultDenyRule : Rule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-default-deny",
        Category = RuleCategory.Network,
        Severity = Severity.Advice,
        Title = "The namespace denies ingress and egress by default",
        Why = "Policies only guard the pods that they select: the next pod that someone starts in the namespace is open in both directions unless a policy for all pods denies by default.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies"),
        Checklist = "network policies",
        FixSummary = "Adds a NetworkPolicy that selects all pods of the namespace and lets out nothing but DNS, once each given workload has a policy of its own; only where the Namespace is given, as another application may have pods in it otherwise. Pods that are not given lose their connections, so review it.",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    public override bool AppliesTo(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        if (NamespaceOf(candidate) is not { } ns || !ReferenceEquals(Representative(ns, graph), candidate))
        {
            return false;
        }

        return graph.WorkloadsIn(ns).Any(PodPolicies.CanSelect) && !PodPolicies.HasOtherPolicies(graph, ns);
    }

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        var ns = NamespaceOf(candidate)!;
        var policies = context.Graph.SameAs(ns).SelectMany(same => context.Graph.OfKind("NetworkPolicy", same)).ToList();
        var missing = new[] { PodPolicies.Ingress, PodPolicies.Egress }
            .Where(direction => !policies.Exists(policy => PodPolicies.DeniesByDefault(policy, direction))).ToArray();
        if (missing.Length > 0)
        {
            var words = string.Join(" and ", missing.Select(direction => direction.ToLowerInvariant()));
            var obstacle = Obstacle(candidate, ns, missing, context.Graph);
            yield return Report(
                candidate, candidate.Anchor, $"No NetworkPolicy denies {words} by default in the namespace {ns}{(obstacle is null ? "" : $"; before one does, {obstacle}")}.",
                obstacle is null ? Deny(candidate, ns, missing, context.Graph) : null);
        }
    }

    // Pods that no other policy lets through would lose all their connections, and the next audit would be content with that.
    private static string? Obstacle(KubernetesObject candidate, string ns, string[] directions, ObjectGraph graph)
    {
        if (graph.MayHaveOperatorPods(ns))
        {
            return "decide what the pods of its custom resources need";
        }

        if (graph.WorkloadsIn(ns).FirstOrDefault(workload => PodRights.MakesPods(workload, graph)) is { } maker)
        {
            return $"decide what the pods that {maker.Object} makes need";
        }

        var uncovered = graph.WorkloadsIn(ns).FirstOrDefault(workload => PodPolicies.CanSelect(workload)
            && directions.Any(direction => !PodPolicies.Of(workload, graph, direction).Any()));
        return uncovered is not null ? $"give {uncovered.Object} a policy of its own, or it loses its connections"
            : candidate.Kind == "Namespace" ? null
            : "make sure that the namespace, which is not given, has no pods of another application";
    }

    private static Fix Deny(KubernetesObject candidate, string ns, string[] directions, ObjectGraph graph)
    {
        var spec = MappingNode.Of(("podSelector", new MappingNode()), ("policyTypes", SequenceNode.Of([.. directions.Select(direction => (Node)direction)])));
        if (directions.Contains(PodPolicies.Egress))
        {
            spec.Set("egress", SequenceNode.Of(ClusterDns.Rule(graph)));
        }

        var written = candidate.Kind == "Namespace" ? ns : candidate.WrittenNamespace;
        return Fix.Review("add a NetworkPolicy for all pods of the namespace that lets out nothing but DNS; pods without a policy of their own lose their connections")
            .AddObject(candidate, PodPolicies.Make(graph.FreeName("NetworkPolicy", ns, "default-deny"), written, null, spec));
    }

    private static string? NamespaceOf(KubernetesObject candidate) =>
        candidate.Kind == "Namespace" && candidate.Group.Length == 0 ? candidate.Name : candidate.Workload is null ? null : candidate.Namespace;

    private static KubernetesObject? Representative(string ns, ObjectGraph graph) =>
        graph.Find("Namespace", "default", ns) ?? graph.WorkloadsIn(ns).FirstOrDefault()?.Object;
}
