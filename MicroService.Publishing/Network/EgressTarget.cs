using System.Globalization;
using System.Net;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Network;

/// <summary>A target outside of the application that the settings allow: <c>namespace:port</c> or <c>CIDR:port</c>.</summary>
/// <param name="Peer">The peer of a NetworkPolicy's rule.</param>
/// <param name="Port">The TCP port.</param>
internal sealed record EgressTarget(MappingNode Peer, int Port)
{
    private const int LongestLabel = 63;

    /// <summary>Reads a setting; null if it has neither form.</summary>
    public static EgressTarget? Parse(string text)
    {
        // An IPv6 network contains colons, so the last one counts.
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
        {
            return null;
        }

        var target = text[..colon];
        return target.Contains('/', StringComparison.Ordinal) && IPNetwork.TryParse(target, out var network)
            ? new EgressTarget(PolicyPeer.Block(network.ToString()), port)
            : IsNamespace(target) ? new EgressTarget(PolicyPeer.Namespace(target), port) : null;
    }

    private static bool IsNamespace(string text) =>
        text.Length <= LongestLabel && text[0] != '-' && text[^1] != '-' && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
