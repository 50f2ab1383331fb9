using System.Globalization;
using System.Net;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Tests.Publishing.Network;

/// <summary>
/// Kubernetes' own semantics of NetworkPolicies (NetworkPolicy v1): policies of a pod's namespace that select it add up, a direction
/// that no policy covers is open, and a connection needs both ends.
/// </summary>
internal sealed class PolicyEvaluator(ObjectGraph graph)
{
    private readonly List<KubernetesObject> _policies = [.. graph.OfKind("NetworkPolicy")];

    /// <summary>Whether a pod may connect to a port of another.</summary>
    public bool Allows(NetworkEnd from, NetworkEnd to, string protocol, int port) =>
        Allows(from, to, "Egress", "egress", "to", protocol, port) && Allows(to, from, "Ingress", "ingress", "from", protocol, port);

    private bool Allows(NetworkEnd end, NetworkEnd other, string type, string rules, string peers, string protocol, int port)
    {
        var covering = _policies.Where(policy => policy.Namespace == end.Namespace && LabelSelector.Of(policy.Spec?.Mapping("podSelector")).Matches(end.Labels) && Covers(policy, type)).ToList();
        return covering.Count == 0 || covering.Exists(policy => policy.Spec!.Mappings(rules).Any(rule =>
            (rule.Sequence(peers) is not { Items.Count: > 0 } || rule.Mappings(peers).Any(peer => Selects(peer, policy.Namespace, other)))
            && (rule.Sequence("ports") is not { Items.Count: > 0 } || rule.Mappings("ports").Any(listed => Covers(listed, protocol, port)))));
    }

    private static bool Covers(KubernetesObject policy, string type) =>
        policy.Spec?.Sequence("policyTypes") is { Items.Count: > 0 } types
            ? types.Items.OfType<ScalarNode>().Any(listed => listed.Value == type)
            : type == "Ingress" || policy.Spec?.Has("egress") is true;

    private static bool Selects(MappingNode peer, string ns, NetworkEnd end)
    {
        if (peer.Mapping("ipBlock") is { } block)
        {
            return end.Address is not null && IPNetwork.Parse(block.Text("cidr")!).Contains(end.Address)
                && !(block.Sequence("except")?.Items.OfType<ScalarNode>().Any(except => IPNetwork.Parse(except.Value).Contains(end.Address)) ?? false);
        }

        // Selectors select pods: what has no pod is reached by address alone.
        var inNamespace = peer.Mapping("namespaceSelector") is { } selector ? LabelSelector.Of(selector).Matches(end.NamespaceLabels) : end.Namespace == ns;
        return end.Labels is not null && inNamespace && (peer.Mapping("podSelector") is not { } pods || LabelSelector.Of(pods).Matches(end.Labels));
    }

    private static bool Covers(MappingNode listed, string protocol, int port)
    {
        if ((listed.Text("protocol") ?? "TCP") != protocol)
        {
            return false;
        }

        return listed.Text("port") is not { } written
            || (int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && port >= first && port <= (listed.Integer("endPort") ?? first));
    }
}
