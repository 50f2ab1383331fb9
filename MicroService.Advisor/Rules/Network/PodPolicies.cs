using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>What NetworkPolicies say about pods (networking.k8s.io/v1).</summary>
internal static class PodPolicies
{
    public const string Ingress = "Ingress";
    public const string Egress = "Egress";
    public const string SystemNamespace = "kube-system";

    private static readonly string[] OtherPolicyKinds =
        ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy"];

    private static readonly ConditionalWeakTable<ObjectGraph, OtherPolicies> Others = [];

    // Many pods may be under the same many policies.
    private static readonly ConditionalWeakTable<IReadOnlyList<KubernetesObject>, Dictionary<string, List<KubernetesObject>>> ByDirection = [];

    /// <summary>True for Kubernetes' own NetworkPolicy; Calico has a kind of the same name.</summary>
    public static bool IsPolicy(KubernetesObject candidate) => candidate.Group is "networking.k8s.io" or "extensions";

    /// <summary>
    /// True if policies can be asked of the pods: host networking escapes them, the cluster's own namespace is the vendor's, and an
    /// operator
    /// may add labels and connections of its own.
    /// </summary>
    public static bool CanSelect(Workload workload) =>
        workload.RunsAsWritten && workload.PodSpec.Boolean("hostNetwork") is not true && workload.Object.Namespace != SystemNamespace;

    /// <summary>True if a network plug-in's own policies are given, whose effect can't be told here.</summary>
    public static bool HasOtherPolicies(ObjectGraph graph, string ns) =>
        Others.GetValue(graph, static graph => new OtherPolicies(
            OtherPolicyKinds.Any(kind => graph.OfKind(kind).Any()),
            [.. graph.OfKind("NetworkPolicy").Where(candidate => !IsPolicy(candidate)).Select(candidate => candidate.Namespace)])) is var others
        && (others.Anywhere || others.Namespaces.Contains(ns));

    /// <summary>The policies that select a workload's pods and cover a direction.</summary>
    public static IReadOnlyList<KubernetesObject> Of(Workload workload, ObjectGraph graph, string direction) =>
        graph.NetworkPoliciesOf(workload) is { Count: > 0 } policies
            ? ByDirection.GetValue(policies, static policies => new[] { Ingress, Egress }.ToDictionary(
                direction => direction,
                direction => policies.Where(policy => IsPolicy(policy) && Covers(policy, direction)).ToList()))[direction]
            : [];

    /// <summary>
    /// True if the policy has a say in a direction; without policyTypes, in ingress, and in egress if it has rules for it.
    /// </summary>
    public static bool Covers(KubernetesObject policy, string direction) =>
        policy.Spec?.Sequence("policyTypes") is { Items.Count: > 0 } types
            ? types.Items.OfType<ScalarNode>().Any(type => type.Value == direction)
            : direction == Ingress || policy.Spec?.Sequence("egress") is { Items.Count: > 0 };

    /// <summary>True if the policy selects all pods of its namespace and lets through only what it lists.</summary>
    public static bool DeniesByDefault(KubernetesObject policy, string direction) =>
        IsPolicy(policy)
        && LabelSelector.Of(policy.Spec?.Mapping("podSelector")).IsEmpty
        && Covers(policy, direction)
        && (policy.Spec?.Mappings(direction == Ingress ? "ingress" : "egress") ?? []).All(rule => rule.Sequence(direction == Ingress ? "from" : "to") is { Items.Count: > 0 } || rule.Sequence("ports") is { Items.Count: > 0 });

    /// <summary>True if the policy has a rule that lets pods connect to anything.</summary>
    public static bool LetsOut(KubernetesObject policy) => policy.Spec?.Sequence("egress") is { Items.Count: > 0 };

    /// <summary>An egress rule for all pods of a namespace.</summary>
    public static MappingNode NamespaceRule(string ns) => MappingNode.Of(("to", SequenceNode.Of(PeerOf(ns))));

    /// <summary>A port of a policy's rule.</summary>
    public static MappingNode PortRule(string protocol, long port) => MappingNode.Of(("protocol", protocol), ("port", port));

    /// <summary>A NetworkPolicy's mapping, its spec left to the caller.</summary>
    public static MappingNode Make(string name, string? ns, MappingNode? labels, MappingNode spec)
    {
        var metadata = MappingNode.Of(("name", name));
        if (ns is not null)
        {
            metadata.Set("namespace", ns);
        }

        if (labels is not null)
        {
            metadata.Set("labels", labels);
        }

        return MappingNode.Of(("apiVersion", "networking.k8s.io/v1"), ("kind", "NetworkPolicy"), ("metadata", metadata), ("spec", spec));
    }

    /// <summary>A peer that is all pods of a namespace.</summary>
    public static MappingNode PeerOf(string ns) =>
        MappingNode.Of(("namespaceSelector", MappingNode.Of(("matchLabels", MappingNode.Of((NamespaceLabels.Name, ns))))));

    /// <summary>True for the policies of network plug-ins, which may do what no NetworkPolicy says.</summary>
    public static bool IsOfOtherKind(KubernetesObject candidate) => OtherPolicyKinds.Contains(candidate.Kind, StringComparer.Ordinal);

    private sealed record OtherPolicies(bool Anywhere, HashSet<string> Namespaces);
}
