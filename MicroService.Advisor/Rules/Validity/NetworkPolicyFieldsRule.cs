using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The peers and ports of a NetworkPolicy have the forms that Kubernetes takes.</summary>
/// <remarks>Kubernetes: pkg/apis/networking/validation/validation.go, ValidateNetworkPolicySpec.</remarks>
public sealed class NetworkPolicyFieldsRule() : FieldsRule("networking.k8s.io/NetworkPolicy")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "network-policy-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "A NetworkPolicy has peers and ports of the right form",
        Why = "The API server refuses a policy with a peer that says nothing or mixes ipBlock with selectors, with a range that is not in CIDR notation or an exception outside its range, and with ports that are no ports. Without the policy the pods stay open.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Spec is not { } spec)
        {
            return;
        }

        SelectorFields.Check(spec, "podSelector", faults);
        foreach (var rule in spec.Mappings("ingress"))
        {
            CheckRule(rule, "from", faults);
        }

        foreach (var rule in spec.Mappings("egress"))
        {
            CheckRule(rule, "to", faults);
        }

        if (spec.Sequence("policyTypes") is { Items.Count: > 2 } types)
        {
            faults.Add(types, "policyTypes lists more than two types. Write Ingress, Egress or both.");
        }

        foreach (var type in spec.Sequence("policyTypes")?.Items ?? [])
        {
            faults.OneOf(type, "Ingress", "Egress");
        }
    }

    private static void CheckRule(MappingNode rule, string peers, FieldFaults faults)
    {
        foreach (var port in rule.Mappings("ports"))
        {
            CheckPort(port, faults);
        }

        foreach (var peer in rule.Sequence(peers)?.Items ?? [])
        {
            if (peer is MappingNode mapping)
            {
                CheckPeer(mapping, faults);
            }
            else
            {
                faults.Add(peer, "The peer is empty. Write a podSelector, a namespaceSelector or an ipBlock, or remove it.");
            }
        }
    }

    private static void CheckPort(MappingNode port, FieldFaults faults)
    {
        faults.PortOrName(port, "port");
        if (port["endPort"] is not ScalarNode { IsNull: false } end)
        {
            return;
        }

        if (port["port"] is not ScalarNode { IsNull: false } first)
        {
            faults.Add(end, "endPort needs port, where the range begins. Write port, or remove endPort.");
        }
        else if (first.Kind == ScalarKind.String)
        {
            faults.Add(end, "endPort needs a number as port, where the range begins. Write the number without quotes, or remove endPort.");
        }
        else if (first.AsInteger is >= 1 and <= 65535 && end.AsInteger < first.AsInteger)
        {
            faults.Add(end, $"endPort is {end} and port is {first}. Write the last port of the range as endPort.");
        }
        else
        {
            faults.Port(port, "endPort");
        }
    }

    private static void CheckPeer(MappingNode peer, FieldFaults faults)
    {
        SelectorFields.Check(peer, "podSelector", faults);
        SelectorFields.Check(peer, "namespaceSelector", faults);
        var hasSelector = peer.Mapping("podSelector") is not null || peer.Mapping("namespaceSelector") is not null;
        if (peer.Mapping("ipBlock") is not { } block)
        {
            if (!hasSelector)
            {
                faults.Missing(peer, null, "The peer is empty. Write a podSelector, a namespaceSelector or an ipBlock; an empty podSelector, {}, means all pods of the namespace.");
            }

            return;
        }

        if (hasSelector)
        {
            faults.Add(block, "A peer has either an ipBlock or selectors. Write the ipBlock as a peer of its own.");
        }

        if (!faults.Need(block, "cidr", "cidr is missing. Write a range such as 10.0.0.0/8."))
        {
            return;
        }

        var range = AddressFields.Range(block["cidr"], faults);
        foreach (var item in block.Sequence("except")?.Items ?? [])
        {
            if (AddressFields.Range(item, faults) is { } except && range is not null && !range.IsLargerThan(except))
            {
                faults.Add(item, $"The exception {item} is not part of {block["cidr"]}. Write a smaller range within it.");
            }
        }
    }
}
