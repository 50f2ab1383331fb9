using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Checks;

/// <summary>The peers of NetworkPolicies exist, and the targets listen on the ports. The advisor checks only whether a policy selects pods.</summary>
internal static class PolicyPeerCheck
{
    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph) =>
        from policy in graph.OfKind("NetworkPolicy")
        let own = Select(policy.Spec?.Mapping("podSelector"), policy, graph)
        from direction in new[] { (Rules: "ingress", Peers: "from"), (Rules: "egress", Peers: "to") }
        from rule in policy.Spec?.Mappings(direction.Rules) ?? []
        from problem in Problems(rule, rule.Mappings(direction.Peers).Where(IsInNamespace).ToList(), direction.Rules == "ingress", own, policy, graph)
        select new CheckProblem(policy.ToString(), problem.Node.PointerFrom(policy.Root), problem.Message);

    // A peer in another namespace, or outside of the cluster, is not among these objects.
    private static bool IsInNamespace(MappingNode peer) => peer.Mapping("podSelector") is not null && !peer.Has("namespaceSelector");

    private static IEnumerable<(Node Node, string Message)> Problems(MappingNode rule, List<MappingNode> peers, bool isIngress, IReadOnlyList<Workload> own, KubernetesObject policy, ObjectGraph graph)
    {
        foreach (var peer in peers)
        {
            var selected = Select(peer.Mapping("podSelector"), policy, graph);
            if (selected.Count == 0)
            {
                yield return (peer, "No pods of the namespace are selected.");
            }
            else if (!isIngress)
            {
                foreach (var port in Closed(rule, selected))
                {
                    yield return (port, $"None of {Names(selected)} listens on port {port.Text("port")}.");
                }
            }
        }

        foreach (var port in isIngress ? Closed(rule, own) : [])
        {
            yield return (port, $"None of {Names(own)} listens on port {port.Text("port")}.");
        }
    }

    private static IEnumerable<MappingNode> Closed(MappingNode rule, IReadOnlyList<Workload> targets) =>
        rule.Mappings("ports").Where(port => port.Has("port") && !targets.SelectMany(target => target.Containers).SelectMany(container => container.Ports).Any(open =>
            (open.Text("name") == port.Text("port") || open.Text("containerPort") == port.Text("port")) && (open.Text("protocol") ?? "TCP") == (port.Text("protocol") ?? "TCP")));

    private static IReadOnlyList<Workload> Select(MappingNode? selector, KubernetesObject policy, ObjectGraph graph) => [.. graph.Select(LabelSelector.Of(selector), policy.Namespace)];

    private static string Names(IEnumerable<Workload> workloads) => string.Join(", ", workloads.Select(workload => workload.Name));
}
