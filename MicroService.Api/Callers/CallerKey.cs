using System.Net;
using System.Net.Sockets;

namespace MicroService.Api.Callers;

/// <summary>Tells callers apart, for limits that each of them has.</summary>
internal static class CallerKey
{
    private const string Subject = "sub";
    private const int NetworkBytes = 8;

    /// <summary>
    /// The subject of a verified token, else the address that the request came from: an IPv6 address by its /64, because one machine has
    /// all of it. Behind a proxy that is the caller's only with <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>.
    /// </summary>
    public static string Of(HttpContext context) =>
        context.User.FindFirst(Subject)?.Value is { Length: > 0 } subject ? $"sub:{subject}" : $"ip:{Network(context.Connection.RemoteIpAddress)}";

    private static IPAddress Network(IPAddress? address)
    {
        if (address is null or { AddressFamily: not AddressFamily.InterNetworkV6 })
        {
            return address ?? IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
