using System.Globalization;
using System.Net;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Network;

/// <summary>
/// A peer outside of the application that the settings name: <c>namespace:port</c>, <c>CIDR:port</c>, <c>address:port</c> or
/// <c>host:port</c>.
/// </summary>
/// <param name="Peer">The peer of a NetworkPolicy's rule; null for a host, which policies know only by its address.</param>
/// <param name="Host">The name of the host; null for the others.</param>
/// <param name="Port">The TCP port.</param>
internal sealed record EgressTarget(MappingNode? Peer, string? Host, int Port)
{
    private const int LongestLabel = 63;

    /// <summary>Reads a setting; null if it has none of these forms.</summary>
    /// <param name="otherwise">The port if the text has none; null if it must have one.</param>
    public static EgressTarget? Parse(string text, int? otherwise = null)
    {
        // An IPv6 network contains colons, so the last one counts.
        var colon = text.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            && Of(text[..colon], port) is { } target)
        {
            return target;
        }

        return otherwise is { } usual ? Of(text, usual) : null;
    }

    private static EgressTarget? Of(string target, int port) =>
        target.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(target, out var network) ? new EgressTarget(PolicyPeer.Block(network.ToString()), null, port) : null
        : IPAddress.TryParse(target, out var address) ? new EgressTarget(PolicyPeer.Block(address), null, port)
        : IsNamespace(target) ? new EgressTarget(PolicyPeer.Namespace(target), null, port)
        : target.Contains('.', StringComparison.Ordinal) && !target.AsSpan().ContainsAny(':', ' ') ? new EgressTarget(null, target, port) : null;

    private static bool IsNamespace(string text) =>
        text.Length <= LongestLabel && text[0] != '-' && text[^1] != '-' && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
