using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MicroService.Advisor.Objects;

/// <summary>An IP address as Kubernetes reads it, or a range of them.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many leading bits the range has in common; all for a single address.</param>
/// <param name="IsPlain">
/// False for a notation that Kubernetes 1.36 and later refuse, as programs read it differently: octets that begin with 0, and IPv4
/// addresses
/// written as IPv6.
/// </param>
internal sealed record NetworkAddress(IPAddress Address, int PrefixLength, bool IsPlain)
{
    private const int OctetCount = 4;

    /// <summary>True for an IPv4 address.</summary>
    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>The first address of the range.</summary>
    public IPAddress First
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            for (var bit = PrefixLength; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            }

            return new IPAddress(bytes);
        }
    }

    /// <summary>True if bits are set behind the prefix.</summary>
    public bool HasHostBits => !First.Equals(Address);

    /// <summary>True for addresses of private networks, shared ones of providers included (RFC 1918, 4193 and 6598).</summary>
    public bool IsPrivate => Address.IsIPv6UniqueLocal || (IsV4 && Address.GetAddressBytes()
        is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [100, >= 64 and < 128, ..]);

    /// <summary>Why no endpoint can have the address, or null.</summary>
    public string? Special => this switch
    {
        _ when Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any) => "stands for all addresses",
        _ when IPAddress.IsLoopback(Address) => "is the pod's or node's own loopback address",
        _ when Address.IsIPv6LinkLocal || (IsV4 && Address.GetAddressBytes() is [169, 254, _, _]) => "is valid on one network link only",
        _ when (IsV4 && Address.GetAddressBytes() is [224, 0, 0, _]) || (!IsV4 && Address.GetAddressBytes() is [0xff, 0x02, ..]) => "is a multicast address",
        _ => null,
    };

    /// <summary>Reads an address such as <c>10.0.0.1</c> or <c>2001:db8::1</c>, or returns null.</summary>
    public static NetworkAddress? Parse(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return ParseV4(text);
        }

        if (!text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.') || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        return address.IsIPv4MappedToIPv6 ? new NetworkAddress(address.MapToIPv4(), 32, IsPlain: false) : new NetworkAddress(address, 128, IsPlain: true);
    }

    /// <summary>Reads a range such as <c>10.0.0.0/8</c>, or returns null.</summary>
    public static NetworkAddress? ParseRange(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || Parse(text[..slash]) is not { } first
            || !int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > first.PrefixLength)
        {
            return null;
        }

        return first with { PrefixLength = length, IsPlain = first.IsPlain && (text[slash + 1] != '0' || text.Length == slash + 2) };
    }

    /// <summary>Whether another range lies within this one and is smaller.</summary>
    public bool IsLargerThan(NetworkAddress other) =>
        IsV4 == other.IsV4 && PrefixLength < other.PrefixLength && new IPNetwork(First, PrefixLength).Contains(other.Address);

    private static NetworkAddress? ParseV4(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != OctetCount)
        {
            return null;
        }

        var isPlain = true;
        Span<byte> octets = stackalloc byte[OctetCount];
        for (var i = 0; i < OctetCount; i++)
        {
            if (!byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out octets[i]))
            {
                return null;
            }

            isPlain &= parts[i].Length == 1 || parts[i][0] != '0';
        }

        return new NetworkAddress(new IPAddress(octets), 32, isPlain);
    }
}
