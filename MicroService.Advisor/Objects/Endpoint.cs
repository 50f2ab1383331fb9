using System.Globalization;
using MicroService.Advisor.Addresses;

namespace MicroService.Advisor.Objects;

/// <summary>A URL or <c>host:port</c> that a setting names.</summary>
/// <param name="Host">The host, without user and port.</param>
/// <param name="Port">The port as written, else the scheme's own.</param>
/// <param name="HasUser">True if the URL carries a user, and so probably a password.</param>
public readonly record struct Endpoint(string Host, int Port, bool HasUser)
{
    // Longer values are documents, not addresses.
    private const int LongestValue = 2048;

    /// <summary><c>TCP</c> or <c>UDP</c>.</summary>
    public string Protocol { get; init; } = PortUse.Tcp;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ',', ';'];
    private static readonly char[] EndOfAuthority = ['/', '?', '#'];

    /// <summary>The endpoints in a value, which may list several.</summary>
    public static IEnumerable<Endpoint> In(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        // Without a colon there is no port.
        return value.Length > LongestValue || !value.Contains(':', StringComparison.Ordinal)
            ? []
            : value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<Endpoint>();
    }

    /// <summary>The hosts in a value that are named without a port.</summary>
    internal static IEnumerable<string> HostsWithoutPort(string value) =>
        value.Length > LongestValue
            ? []
            : value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Take)
                .Where(taken => taken.Port is null && IsRemoteHost(taken.Host)).Select(taken => taken.Host);

    /// <summary>
    /// The endpoints of a value in any form that has a host and a port: connection strings, data sources, lists.
    /// </summary>
    internal static IEnumerable<Endpoint> Named(string value) =>
        value.Length > LongestValue ? [] : AddressText.Of(value).Select(Of).OfType<Endpoint>();

    /// <summary>The endpoint at an address; null if it is the pod's own, or has no port.</summary>
    internal static Endpoint? Of(TextAddress address) =>
        address is { IsLocal: false, Host.Length: > 0, Port: { } port } ? new Endpoint(address.Host, port, HasUser: false) { Protocol = address.Protocol } : null;

    /// <summary>True if the host is a Service given in a namespace: such a name is the same wherever the application runs.</summary>
    public bool IsServiceIn(string ns, ObjectGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var parts = Host.Split('.', 3);
        return graph.Find("Service", ns, parts[0]) is { } service
            && service.Spec?.Text("type") != "ExternalName"
            && (parts.Length == 1 || parts[1] == ns);
    }

    private static Endpoint? Parse(string piece) =>
        Take(piece) is { Port: { } port } taken && IsRemoteHost(taken.Host) ? new Endpoint(taken.Host, port, taken.HasUser) { Protocol = taken.Protocol } : null;

    private static (string Host, int? Port, bool HasUser, string Protocol) Take(string piece)
    {
        var scheme = piece.IndexOf("://", StringComparison.Ordinal);
        var authority = scheme < 0 ? piece : piece[(scheme + 3)..];
        var end = authority.IndexOfAny(EndOfAuthority);
        authority = end < 0 ? authority : authority[..end];
        var user = authority.LastIndexOf('@');
        var address = authority[(user + 1)..];
        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? address : address[..colon];
        var port = colon >= 0 ? PortOf(address[(colon + 1)..])
            : scheme >= 0 && AddressScheme.PortsOf(piece[..scheme]) is [var usual, ..] ? usual.Number
            : (int?)null;
        return (host, port, user >= 0, scheme < 0 ? PortUse.Tcp : AddressScheme.ProtocolsOf(piece[..scheme]).First());
    }

    private static int? PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    // A time such as 10:30 has no letter and no dot before its colon.
    private static bool IsRemoteHost(string host) =>
        host.Length is > 0 and <= 253
        && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
        && host.Any(letter => char.IsAsciiLetter(letter) || letter == '.')
        && host is not ("localhost" or "127.0.0.1" or "0.0.0.0");
}
