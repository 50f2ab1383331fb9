using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The peers and ports of network policies exist.</summary>
public sealed class NetworkPolicyPeersRule() : ObjectRule("NetworkPolicy")
{
    private static readonly (string Direction, string Rules, string Peers)[] Directions =
        [(PodPolicies.Ingress, "ingress", "from"), (PodPolicies.Egress, "egress", "to")];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-policy-peers",
        Category = RuleCategory.Network,
        Severity = Severity.Warning,
        Title = "NetworkPolicies allow pods and ports that exist",
        Why = "A rule whose peers or ports match no pod allows nothing: the connections that it was written for time out, and nothing says why. A policy is asked for the pod's own port, not for that of its Service.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors"),
        Checklist = "network policies",
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        PodPolicies.IsPolicy(candidate) && RulesOf(candidate).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var (rule, direction) in RulesOf(candidate))
        {
            var peers = rule.Mappings(direction.Peers).Select(peer => (Node: peer, Pods: PodsOf(peer, candidate, context.Graph))).ToList();
            foreach (var (peer, name) in peers.Select(peer => (peer.Node, Name: Unselected(peer.Node, context.Graph))).Where(peer => peer.Name is not null))
            {
                yield return Report(
                    candidate, peer.Mapping("namespaceSelector")!,
                    $"The selector names {name}, but the labels of the Namespace {name} do not match it, nor do those of another given one, so the rule does not allow them anything. Every namespace has the label {NamespaceLabels.Name}.");
            }

            foreach (var (peer, _) in peers.Where(peer => peer.Pods is { IsEmpty: true }))
            {
                var ns = NamespaceOf(peer, candidate)!;
                yield return Report(candidate, peer, $"The peer selects the pods of no given workload in the namespace {ns}, so the rule does not allow them anything.");
            }

            // The port is that of the pods that are connected to: the policy's own, or its peers.
            List<SelectedPods?> targets = direction.Direction == PodPolicies.Ingress
                ? [Own(candidate, context.Graph)]
                : [.. peers.Select(peer => peer.Pods)];
            if (targets.Count == 0 || targets.Exists(target => target is null or { IsEmpty: true }))
            {
                continue;
            }

            foreach (var port in rule.Mappings("ports").Where(port => !targets.Exists(target => target!.MayHave(port))))
            {
                var number = port.Has("endPort") ? $"{port.Text("port")} to {port.Text("endPort")}" : port.Text("port");
                yield return Report(
                    candidate, (Node?)port["port"] ?? port,
                    $"No container that the rule leads to declares the {ServicePort.Protocol(port)} port {number}, only {SelectedPods.Ports(targets!)}.");
            }
        }
    }

    // Null unless a given Namespace is meant by its name, and neither it nor another given one is selected.
    private static string? Unselected(MappingNode peer, ObjectGraph graph)
    {
        var name = NamesIn(peer).FirstOrDefault(name => graph.Find("Namespace", "default", name) is not null);
        var selector = LabelSelector.Of(peer.Mapping("namespaceSelector"));
        return name is not null && !graph.OfKind("Namespace").Where(ns => ns.Group.Length == 0).Any(ns => NamespaceLabels.CouldMatch(selector, ns.Name, graph))
            ? name
            : null;
    }

    /// <summary>
    /// The namespaces that a peer seems to mean: the values of labels that are called a name or namespace. Where the label that each
    /// namespace has is all that is asked for, there is nothing to see.
    /// </summary>
    internal static IEnumerable<string> NamesIn(MappingNode peer)
    {
        if (peer.Mapping("namespaceSelector") is not { } selector)
        {
            return [];
        }

        var labels = LabelSelector.Of(selector).NamedLabels.ToList();
        return labels.TrueForAll(label => label.Key == NamespaceLabels.Name) && !selector.Mappings("matchExpressions").Any()
            ? []
            : labels.Where(label => IsName(label.Key)).Select(label => label.Value);
    }

    private static bool IsName(string key) =>
        key[(key.LastIndexOf('/') + 1)..] is "name" or "namespace" or "ns" or "metadata.name";

    private static IEnumerable<(MappingNode Rule, (string Direction, string Rules, string Peers) Direction)> RulesOf(KubernetesObject policy) =>
        from direction in Directions
        where PodPolicies.Covers(policy, direction.Direction)
        from rule in policy.Spec?.Mappings(direction.Rules) ?? []
        select (rule, direction);

    /// <summary>All peers of a policy's rules.</summary>
    internal static IEnumerable<MappingNode> PeersOf(KubernetesObject policy) =>
        from direction in Directions
        from rule in policy.Spec?.Mappings(direction.Rules) ?? []
        from peer in rule.Mappings(direction.Peers)
        select peer;

    private static SelectedPods? Own(KubernetesObject policy, ObjectGraph graph) =>
        graph.HasOtherPods(policy.Namespace) ? null : SelectedPods.Of(LabelSelector.Of(policy.Spec?.Mapping("podSelector")), policy.Namespace, graph);

    // Null if it can't be told which pods these are: outside of the cluster, or of a namespace of which nothing is given.
    private static SelectedPods? PodsOf(MappingNode peer, KubernetesObject policy, ObjectGraph graph)
    {
        if (peer.Has("ipBlock") || NamespaceOf(peer, policy) is not { } ns || graph.HasOtherPods(ns) || !graph.WorkloadsIn(ns).Any())
        {
            return null;
        }

        return SelectedPods.Of(LabelSelector.Of(peer.Mapping("podSelector")), ns, graph);
    }

    // The namespace if there is only one: the policy's own, or the one that is selected by its name.
    internal static string? NamespaceOf(MappingNode peer, KubernetesObject policy) =>
        peer.Mapping("namespaceSelector") is not { } selector ? policy.Namespace : selector.Mapping("matchLabels")?.Text(NamespaceLabels.Name);
}
