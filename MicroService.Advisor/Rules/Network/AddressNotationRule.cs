using System.Net;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Network;

/// <summary>IP addresses and ranges are written in the one form that all programs agree on.</summary>
/// <remarks>Kubernetes: apimachinery/pkg/util/validation/ip.go, GetWarningsForIP and GetWarningsForCIDR.</remarks>
public sealed class AddressNotationRule : PlaceRule
{
    // From then on the API server refuses what is ambiguous.
    private static readonly KubernetesVersion FirstStrict = new(36);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "address-notation",
        Category = RuleCategory.Network,
        Severity = Severity.Advice,
        Title = "IP addresses have their canonical form",
        Why = "Controllers compare addresses as text: one that is written in another form never matches what they compute, and they update the object again and again. Programs differ in how they read octets that begin with 0, and Kubernetes 1.36 and later refuse them.",
        Reference = new Uri("https://www.rfc-editor.org/rfc/rfc5952"),
        Checklist = "network policies",
        FixSummary = "Writes the canonical form of the same address.",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context)
    {
        var isStrict = context.Settings.KubernetesVersion >= FirstStrict;
        return AddressesOf(candidate).Select(address => PlaceOf(address, isRange: false, isStrict))
            .Concat(RangesOf(candidate).Select(range => PlaceOf(range, isRange: true, isStrict)))
            .OfType<Place>();
    }

    private static IEnumerable<Node?> AddressesOf(KubernetesObject candidate) => candidate switch
    {
        { Kind: "Service", ApiVersion: "v1", Spec: { } spec } =>
            Items(spec, "clusterIPs").Concat(Items(spec, "externalIPs")).Append(spec["clusterIP"]).Append(spec["loadBalancerIP"]),
        { Kind: "Endpoints", ApiVersion: "v1" } =>
            from subset in candidate.Root.Mappings("subsets")
            from address in subset.Mappings("addresses").Concat(subset.Mappings("notReadyAddresses"))
            select address["ip"],
        { Kind: "EndpointSlice", Group: "discovery.k8s.io" } => candidate.Root.Mappings("endpoints").SelectMany(endpoint => Items(endpoint, "addresses")),
        _ when PodTemplate.Of(candidate) is { } pod =>
            (pod.Spec.Mapping("dnsConfig") is { } dns ? Items(dns, "nameservers") : []).Concat(pod.Spec.Mappings("hostAliases").Select(alias => alias["ip"])),
        _ => [],
    };

    private static IEnumerable<Node?> RangesOf(KubernetesObject candidate) => candidate switch
    {
        { Kind: "Service", ApiVersion: "v1", Spec: { } spec } => Items(spec, "loadBalancerSourceRanges"),
        { Kind: "NetworkPolicy", Group: "networking.k8s.io", Spec: { } spec } =>
            from peer in spec.Mappings("ingress").SelectMany(rule => rule.Mappings("from")).Concat(spec.Mappings("egress").SelectMany(rule => rule.Mappings("to")))
            let block = peer.Mapping("ipBlock")
            where block is not null
            from range in Items(block, "except").Prepend(block["cidr"])
            select range,
        { Kind: "Node", ApiVersion: "v1", Spec: { } spec } => Items(spec, "podCIDRs"),
        _ => [],
    };

    private static IEnumerable<Node?> Items(MappingNode owner, string field) => (owner.Sequence(field)?.Items ?? []).AsEnumerable();

    // Null for what has only one form.
    private static Place? PlaceOf(Node? node, bool isRange, bool isStrict)
    {
        if (node is not ScalarNode { IsNull: false } text || (isRange ? NetworkAddress.ParseRange(text.Value) : NetworkAddress.Parse(text.Value)) is not { } address)
        {
            return null;
        }

        var isAmbiguous = !address.IsPlain || (isRange && address.HasHostBits);
        if (isAmbiguous && isStrict)
        {
            return null;
        }

        var first = isRange ? address.First : address.Address;
        var canonical = isRange ? $"{first}/{address.PrefixLength}" : $"{first}";
        if (!isAmbiguous && (address.IsV4 || text.Value == canonical || IsMixed(first)))
        {
            return address.IsV4 ? null : new Place(text);
        }

        var fix = Fix.Review($"write {canonical}");
        return new Place(
            text,
            isAmbiguous
                ? $"{text.Value} is ambiguous, and Kubernetes 1.36 and later refuse it. Write {canonical}{(isRange ? ", or the range that is meant" : "")}."
                : $"{text.Value} has a shorter form, which controllers compare with. Write {canonical}.",
            isAmbiguous ? null
            : text.Parent is SequenceNode list ? fix.ReplaceItem(list, text, canonical)
            : text.Parent is MappingNode owner ? fix.Set(owner, [owner.KeyOf(text)], canonical)
            : null);
    }

    // .NET writes the end of some addresses as IPv4, and the API server does not.
    private static bool IsMixed(IPAddress address) => address.ToString().Contains('.', StringComparison.Ordinal);
}
