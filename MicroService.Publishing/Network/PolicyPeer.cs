using System.Net;
using System.Net.Sockets;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Network;

/// <summary>Peers and rules of NetworkPolicies.</summary>
internal static class PolicyPeer
{
    private const string NamespaceLabel = "kubernetes.io/metadata.name";

    private const string InstanceMetadata = "169.254.169.254/32";

    // The address of NodeLocal DNSCache on every node (Kubernetes documentation, Using NodeLocal DNSCache).
    private const string NodeLocalDns = "169.254.20.10/32";

    /// <summary>Pods of the same namespace.</summary>
    public static MappingNode Pods(MappingNode labels) => MappingNode.Of(("podSelector", MappingNode.Of(("matchLabels", labels))));

    /// <summary>All pods of another namespace, by the label that the API server sets on every namespace.</summary>
    public static MappingNode Namespace(string name) =>
        MappingNode.Of(("namespaceSelector", MappingNode.Of(("matchLabels", MappingNode.Of((NamespaceLabel, name))))));

    /// <summary>A single address.</summary>
    public static MappingNode Block(IPAddress address) => Block($"{address}/{(address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)}");

    /// <summary>Every IPv4 address but the one that hands out the credentials of the node (AWS, Azure, Google Cloud).</summary>
    public static MappingNode Anywhere() => MappingNode.Of(("ipBlock", MappingNode.Of(("cidr", "0.0.0.0/0"), ("except", SequenceNode.Of(InstanceMetadata)))));

    public static MappingNode Block(string cidr) => MappingNode.Of(("ipBlock", MappingNode.Of(("cidr", cidr))));

    /// <summary>The cluster's DNS, with or without a cache on each node.</summary>
    public static MappingNode DnsRule() => Rule("to", [Namespace("kube-system"), Block(NodeLocalDns)], [("UDP", 53), ("TCP", 53)]);

    public static MappingNode Rule(string direction, IEnumerable<MappingNode> peers, IEnumerable<(string Protocol, int Port)> ports) => MappingNode.Of(
        (direction, SequenceNode.Of([.. peers])),
        ("ports", SequenceNode.Of([.. ports.Select(port => MappingNode.Of(("protocol", port.Protocol), ("port", port.Port)))])));
}
