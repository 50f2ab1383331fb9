using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Publishing.Network;

/// <summary>The evaluator against what the documentation of Kubernetes says of policies.</summary>
public sealed class PolicyEvaluatorTests
{
    private static readonly NetworkEnd Client = new("client", "shop", MappingNode.Of(("app", "client")));
    private static readonly NetworkEnd Server = new("server", "shop", MappingNode.Of(("app", "server")));
    private static readonly NetworkEnd Stranger = new("stranger", "other", MappingNode.Of(("app", "client")));

    [Fact]
    public void WithoutPolicies_AllIsOpen() => Assert.True(Allows("", Stranger, Server, 80));

    [Fact]
    public void EmptySelector_ClosesTheNamespaceInItsDirectionsOnly()
    {
        const string Deny = "podSelector: {}\npolicyTypes: [Ingress]";

        Assert.False(Allows(Deny, Stranger, Server, 80));
        Assert.False(Allows(Deny, Client, Server, 80));
        Assert.True(Allows(Deny, Server, Stranger, 80));
    }

    [Fact]
    public void PolicyOfEgressRules_CoversIngressToo()
    {
        const string Rules = "podSelector: {matchLabels: {app: server}}\negress: [{}]";

        Assert.False(Allows(Rules, Client, Server, 80));
        Assert.True(Allows(Rules, Server, Stranger, 80));
    }

    [Theory]
    [InlineData("podSelector: {matchLabels: {app: client}}", true, false)]
    [InlineData("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}", false, true)]
    [InlineData("namespaceSelector: {}\n    podSelector: {matchLabels: {app: client}}", true, true)]
    [InlineData("namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}\n    podSelector: {matchLabels: {app: server}}", false, false)]
    public void Peer_SelectsPodsOfItsNamespaces(string peer, bool client, bool stranger)
    {
        var rules = $"podSelector: {{matchLabels: {{app: server}}}}\ningress:\n- from:\n  - {peer}";

        Assert.Equal((client, stranger), (Allows(rules, Client, Server, 80), Allows(rules, Stranger, Server, 80)));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.9.2.3", false)]
    [InlineData("11.1.2.3", false)]
    public void Block_HoldsAddressesButForItsExceptions(string address, bool allowed) => Assert.Equal(
        allowed,
        Allows("podSelector: {}\npolicyTypes: [Egress]\negress:\n- to:\n  - ipBlock: {cidr: 10.0.0.0/8, except: [10.9.0.0/16]}", Client, NetworkEnd.At(address), 80));

    [Theory]
    [InlineData("{port: 80}", 80, "TCP", true)]
    [InlineData("{port: 80}", 80, "UDP", false)]
    [InlineData("{port: 80}", 81, "TCP", false)]
    [InlineData("{port: 80, endPort: 90}", 85, "TCP", true)]
    [InlineData("{protocol: UDP}", 4711, "UDP", true)]
    public void Ports_AreOfTheirProtocol(string listed, int port, string protocol, bool allowed) =>
        Assert.Equal(allowed, Allows($"podSelector: {{}}\ningress:\n- ports: [{listed}]", Client, Server, port, protocol));

    private static bool Allows(string spec, NetworkEnd from, NetworkEnd to, int port, string protocol = "TCP")
    {
        var text = spec.Length == 0
            ? "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
            : $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a, namespace: shop}}\nspec:\n  {spec.Replace("\n", "\n  ", StringComparison.Ordinal)}\n";
        var reading = new ManifestReader().Read("policy.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return new PolicyEvaluator(new ObjectGraph([reading.File!])).Allows(from, to, protocol, port);
    }
}
