using System.Net;
using System.Net.Sockets;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Network;

/// <summary>Peers and rules of NetworkPolicies.</summary>
internal static class PolicyPeer
{
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    private const string InstanceMetadata = "169.254.169.254/32";

    // AWS, Instance metadata over IPv6; Google Cloud, Metadata server endpoints; OpenStack, Metadata service over IPv6.
    private static readonly Node[] InstanceMetadataOfIPv6 = ["fd00:ec2::254/128", "fd20:ce::254/128", "fe80::a9fe:a9fe/128"];

    // The address of NodeLocal DNSCache on every node (Kubernetes documentation, Using NodeLocal DNSCache).
    private const string NodeLocalDns = "169.254.20.10/32";

    /// <summary>Pods of the same namespace: one selector for all workloads that differ in one label only.</summary>
    public static IEnumerable<MappingNode> Pods(IReadOnlyList<MappingNode> labels)
    {
        var isOne = labels.Count > 1 && labels.All(set => set.Entries is [{ Value: ScalarNode }] && set.Entries[0].Key.Value == labels[0].Entries[0].Key.Value);
        return isOne
            ? [Selected("matchExpressions", SequenceNode.Of(MappingNode.Of(
                ("key", labels[0].Entries[0].Key.Value), ("operator", "In"), ("values", SequenceNode.Of([.. labels.Select(set => set.Entries[0].Value.Clone())])))))]
            : labels.Select(set => Selected("matchLabels", set));
    }

    /// <summary>All pods of another namespace, by the label that the API server sets on every namespace.</summary>
    public static MappingNode Namespace(string name) =>
        MappingNode.Of(("namespaceSelector", MappingNode.Of(("matchLabels", MappingNode.Of((NamespaceLabel, name))))));

    /// <summary>A single address.</summary>
    public static MappingNode Block(IPAddress address) => Block($"{address}/{(address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)}");

    /// <summary>
    /// Every address, of IPv4 and IPv6, but those that hand out the credentials of the node (AWS, Azure, Google Cloud, OpenStack).
    /// </summary>
    public static IReadOnlyList<MappingNode> Anywhere() =>
    [
        Block("0.0.0.0/0", InstanceMetadata),
        Block("::/0", [.. InstanceMetadataOfIPv6.Select(address => address.Clone())]),
    ];

    public static MappingNode Block(string cidr) => MappingNode.Of(("ipBlock", MappingNode.Of(("cidr", cidr))));

    /// <summary>The cluster's DNS, with or without a cache on each node.</summary>
    public static MappingNode DnsRule() => Rule("to", [Namespace("kube-system"), Block(NodeLocalDns)], [("UDP", 53), ("TCP", 53)]);

    public static MappingNode Rule(string direction, IEnumerable<MappingNode> peers, IEnumerable<(string Protocol, int Port)> ports) => MappingNode.Of(
        (direction, SequenceNode.Of([.. peers])),
        ("ports", SequenceNode.Of([.. ports.Select(port => MappingNode.Of(("protocol", port.Protocol), ("port", port.Port)))])));

    private static MappingNode Selected(string field, Node requirement) => MappingNode.Of(("podSelector", MappingNode.Of((field, requirement))));

    private static MappingNode Block(string cidr, params Node[] except) => MappingNode.Of(("ipBlock", MappingNode.Of(("cidr", cidr), ("except", SequenceNode.Of(except)))));
}
