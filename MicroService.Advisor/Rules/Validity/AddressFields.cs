using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of IP addresses and ranges.</summary>
/// <remarks>Kubernetes: apimachinery/pkg/util/validation/ip.go; strict notation (StrictIPCIDRValidation) is the default from 1.36
/// on.</remarks>
internal static class AddressFields
{
    private static readonly KubernetesVersion FirstStrict = new(36);

    /// <summary>Reports a text that is not an IP address, and returns the address.</summary>
    public static NetworkAddress? Address(Node? node, FieldFaults faults)
    {
        if (FieldFaults.TextOf(node) is not { } text)
        {
            return null;
        }

        var address = NetworkAddress.Parse(text);
        if (address is null)
        {
            faults.Add(node!, $"{FieldFaults.FieldOf(node!)} is {Wording.Quote(text)}. Write an IP address such as 10.9.8.7 or 2001:db8::1.");
        }
        else if (!address.IsPlain && faults.Version >= FirstStrict)
        {
            faults.Add(node!, $"{Wording.Quote(text)} is read differently by different programs. Write {address.Address}.");
        }

        return address;
    }

    /// <summary>Reports an address that no endpoint can have.</summary>
    public static void Endpoint(Node? node, FieldFaults faults)
    {
        if (Address(node, faults) is { Special: { } reason })
        {
            faults.Add(node!, $"{node} {reason}. Write an address that other nodes reach.");
        }
    }

    /// <summary>Reports a text that is not a range of IP addresses, and returns the range.</summary>
    public static NetworkAddress? Range(Node? node, FieldFaults faults)
    {
        if (FieldFaults.TextOf(node) is not { } text)
        {
            return null;
        }

        // A Service's ranges may have spaces around them; the other ranges come without.
        var isOfService = node!.Parent?.Parent is MappingNode owner && owner["loadBalancerSourceRanges"] == node.Parent;
        var range = NetworkAddress.ParseRange(isOfService ? text.Trim() : text);
        if (range is null)
        {
            faults.Add(node!, $"{FieldFaults.FieldOf(node!)} is {Wording.Quote(text)}. Write a range in CIDR notation such as 10.9.8.0/24.");
        }
        else if (faults.Version >= FirstStrict && !range.IsPlain)
        {
            faults.Add(node!, $"{Wording.Quote(text)} is read differently by different programs. Write {range.Address}/{range.PrefixLength}.");
        }
        else if (faults.Version >= FirstStrict && range.HasHostBits)
        {
            faults.Add(node!, $"{text} has bits set behind its prefix of {range.PrefixLength}. Write {range.First}/{range.PrefixLength}, or /{range.Address.GetAddressBytes().Length * 8} for the one address.");
        }

        return range;
    }
}
