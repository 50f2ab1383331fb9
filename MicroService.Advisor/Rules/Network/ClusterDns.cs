using System.Runtime.CompilerServices;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// Where the pods of a cluster's DNS are, and the port that they listen on: a policy is asked for the pod's own port, not for that of its
/// Service.
/// </summary>
internal static class ClusterDns
{
    private const string Udp = "UDP";
    private const string Tcp = "TCP";

    // The address of NodeLocal DNSCache on every node, whose pods are in the node's network, which no selector matches (Kubernetes
    // documentation, Using NodeLocal DNSCache).
    private const string NodeLocal = "169.254.20.10/32";

    private static readonly Resolver Kubernetes = new(PodPolicies.SystemNamespace, 53);

    // https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/networking_operators/dns-operator
    private static readonly Resolver OpenShift = new("openshift-dns", 5353);

    private static readonly (string Key, string Value)[] PodLabels =
        [("k8s-app", "kube-dns"), ("k8s-app", "coredns"), ("app.kubernetes.io/name", "coredns"), ("dns.operator.openshift.io/daemonset-dns", "default")];

    private static readonly ConditionalWeakTable<ObjectGraph, Resolver> Known = [];

    /// <summary>True if one of the policy's egress rules lets pods ask the cluster's DNS over UDP.</summary>
    public static bool IsAllowedBy(KubernetesObject policy, ObjectGraph graph) =>
        (policy.Spec?.Mappings("egress") ?? []).Any(rule => Allows(rule, policy.Namespace, Of(graph)) || Allows(rule, policy.Namespace, null));

    /// <summary>The port that policies have to let out to, as a message calls it.</summary>
    public static string Wanted(IEnumerable<KubernetesObject> policies, ObjectGraph graph) =>
        Of(graph) == OpenShift || policies.SelectMany(Peers).Any(static peer => NamedBy(peer) == OpenShift)
            ? $"UDP port {OpenShift.Port} of the pods in {OpenShift.Namespace}"
            : $"UDP port {Kubernetes.Port}";

    /// <summary>
    /// An egress rule for the cluster's DNS, with or without a cache on each node. Objects of OpenShift may lie beside manifests for any
    /// cluster, so that the rule then leads to the DNS of both.
    /// </summary>
    public static MappingNode Rule(ObjectGraph graph)
    {
        Resolver[] resolvers = Of(graph) == OpenShift ? [OpenShift, Kubernetes] : [Kubernetes];
        var peers = SequenceNode.Of([.. resolvers.Select(resolver => PodPolicies.PeerOf(resolver.Namespace))]);
        peers.Add(MappingNode.Of(("ipBlock", MappingNode.Of(("cidr", NodeLocal)))));
        var ports = resolvers.SelectMany(resolver => new[] { PodPolicies.PortRule(Udp, resolver.Port), PodPolicies.PortRule(Tcp, resolver.Port) });
        return MappingNode.Of(("to", peers), ("ports", SequenceNode.Of([.. ports])));
    }

    /// <summary>A fix that adds what a policy lacks: a port where a rule already leads to the DNS, else a rule.</summary>
    public static Fix? AllowIn(KubernetesObject policy, ObjectGraph graph)
    {
        if (policy.Spec is not { } spec)
        {
            return null;
        }

        var fix = Fix.Safe($"let NetworkPolicy {policy.Name} allow DNS");
        foreach (var rule in spec.Mappings("egress").Where(rule => rule.Sequence("ports") is { Items.Count: > 0 }))
        {
            // A rule that leads elsewhere as well would let the port out there, too.
            if (rule.Mappings("to").Select(peer => MeantBy(peer, graph)).Distinct().ToList() is [{ } meant])
            {
                var open = fix.Append(rule, ["ports"], PodPolicies.PortRule(Udp, meant.Port));
                return rule.Mappings("ports").Any(port => IsDns(port, Tcp, meant.Port))
                    ? open
                    : open.Append(rule, ["ports"], PodPolicies.PortRule(Tcp, meant.Port));
            }
        }

        return fix.Append(spec, ["egress"], Rule(graph));
    }

    private static Resolver Of(ObjectGraph graph) => Known.GetValue(
        graph, static graph => graph.Objects.Any(candidate => candidate.Group.EndsWith(".openshift.io", StringComparison.Ordinal)) ? OpenShift : Kubernetes);

    // Null stands for the resolver that the peers name.
    private static bool Allows(MappingNode rule, string ns, Resolver? resolver)
    {
        var peers = rule.Mappings("to").ToList();
        if (resolver is null)
        {
            return peers.Exists(peer => NamedBy(peer) is { } named && HasPort(rule, named));
        }

        return peers.Count == 0
            ? HasPort(rule, resolver) || HasPort(rule, Kubernetes)
            : peers.Exists(peer => Reaches(resolver, peer, ns)) && HasPort(rule, resolver);
    }

    private static bool HasPort(MappingNode rule, Resolver resolver) =>
        rule.Sequence("ports") is not { Items.Count: > 0 } || rule.Mappings("ports").Any(port => IsDns(port, Udp, resolver.Port));

    private static IEnumerable<MappingNode> Peers(KubernetesObject policy) =>
        (policy.Spec?.Mappings("egress") ?? []).SelectMany(rule => rule.Mappings("to"));

    private static bool IsDns(MappingNode port, string protocol, int listening)
    {
        if ((port.Text("protocol") ?? Tcp) != protocol)
        {
            return false;
        }

        return port.Integer("port") is { } number
            ? number == listening || (number < listening && port.Integer("endPort") >= listening)
            : port.Text("port") is null or "dns";
    }

    // Of the resolver's namespace only the label that every namespace has is known; other labels get the benefit of the doubt.
    private static bool Reaches(Resolver resolver, MappingNode peer, string ns)
    {
        if (peer.Has("ipBlock"))
        {
            return true;
        }

        return peer.Mapping("namespaceSelector") is { } selector
            ? selector.Mapping("matchLabels")?.Text(NamespaceLabels.Name) is not { } name || name == resolver.Namespace
            : ns == resolver.Namespace;
    }

    private static Resolver? NamedBy(MappingNode peer)
    {
        var name = peer.Mapping("namespaceSelector")?.Mapping("matchLabels")?.Text(NamespaceLabels.Name);
        return name == Kubernetes.Namespace ? Kubernetes : name == OpenShift.Namespace ? OpenShift : null;
    }

    // Pods of a resolver's namespace that other labels pick are something else.
    private static Resolver? MeantBy(MappingNode peer, ObjectGraph graph)
    {
        var pods = peer.Mapping("podSelector");
        var isLabelled = pods is not null && LabelSelector.Of(pods).NamedLabels.Any(label => PodLabels.Contains(label));
        var isAny = pods is null || LabelSelector.Of(pods).IsEmpty;
        return isAny || isLabelled ? NamedBy(peer) ?? (isLabelled && peer.Has("namespaceSelector") ? Of(graph) : null) : null;
    }

    private sealed record Resolver(string Namespace, int Port);
}
