using System.Net;

namespace MicroService.Advisor.Addresses;

/// <summary>An address that a text names.</summary>
/// <param name="Host">A host name or an IP address in lower case; empty where it is known only later.</param>
/// <param name="Port">The port, or that of the scheme; null where neither says it.</param>
/// <param name="IsPortWritten">Whether the text itself has the port.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
public readonly record struct TextAddress(string Host, int? Port, bool IsPortWritten, string Protocol = PortUse.Tcp)
{
    /// <summary>Whether nothing outside of the pod is meant: the machine itself, or every address of a listener.</summary>
    public bool IsLocal =>
        Host is "localhost" or "*" or "+" || Host.EndsWith(".localhost", StringComparison.Ordinal)
        || (IPAddress.TryParse(Host, out var address)
            && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
}
