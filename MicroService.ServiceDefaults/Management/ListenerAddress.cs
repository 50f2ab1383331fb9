using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace MicroService.ServiceDefaults.Management;

/// <summary>An address and a port to listen on; a null address means all of the machine's.</summary>
/// <param name="Host"><c>*</c>, <c>localhost</c> or an IP address.</param>
/// <param name="Port">0 to 65535; 0 takes any free one.</param>
public sealed record ListenerAddress(string Host, int Port)
{
    /// <summary>What a host setting may be.</summary>
    public const string Rule = "must be *, localhost or an IP address";

    private static readonly string[] AnyHosts = ["*", "+", "any", "0.0.0.0", "[::]", "::"];

    /// <summary>Whether <see cref="Host"/> is one of these.</summary>
    public static bool IsHost(string host) =>
        AnyHosts.Contains(host) || host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);

    /// <summary>Where programs on the same machine reach the listener; null if the system chooses its port.</summary>
    public Uri? LocalAddress =>
        Port == 0 ? null : new UriBuilder(Uri.UriSchemeHttp, AnyHosts.Contains(Host) || Host == "localhost" ? "127.0.0.1" : Host, Port).Uri;

    /// <summary>Whether only one of the two can listen.</summary>
    internal bool Excludes(ListenerAddress other) =>
        Port != 0 && Port == other.Port && (AnyHosts.Contains(Host) || AnyHosts.Contains(other.Host) || Addresses(Host).Intersect(Addresses(other.Host)).Any());

    private static IPAddress[] Addresses(string host) =>
        host == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : [];

    internal void Listen(KestrelServerOptions server, Action<ListenOptions> configure)
    {
        if (AnyHosts.Contains(Host))
        {
            server.ListenAnyIP(Port, configure);
        }
        else if (Host == "localhost" && Port != 0)
        {
            server.ListenLocalhost(Port, configure);
        }
        else
        {
            // Two loopback listeners cannot share a port that the system has yet to choose.
            server.Listen(Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Host.Trim('[', ']')), Port, configure);
        }
    }
}
