using System.Globalization;

namespace MicroService.Advisor.Objects;

/// <summary>A URL or <c>host:port</c> that a setting names.</summary>
/// <param name="Host">The host, without user and port.</param>
/// <param name="Port">The port as written, else the scheme's own.</param>
/// <param name="HasUser">True if the URL carries a user, and so probably a password.</param>
public readonly record struct Endpoint(string Host, int Port, bool HasUser)
{
    // Longer values are documents, not addresses.
    private const int LongestValue = 2048;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ',', ';'];
    private static readonly char[] EndOfAuthority = ['/', '?', '#'];

    /// <summary>The endpoints in a value, which may list several.</summary>
    public static IEnumerable<Endpoint> In(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length > LongestValue
            ? []
            : value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<Endpoint>();
    }

    /// <summary>The hosts in a value that are named without a port.</summary>
    internal static IEnumerable<string> HostsWithoutPort(string value) =>
        value.Length > LongestValue
            ? []
            : value.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Take)
                .Where(taken => taken.Port is null && IsRemoteHost(taken.Host)).Select(taken => taken.Host);

    /// <summary>The endpoint of a host and port that are named apart, or null if they are none.</summary>
    internal static Endpoint? Of(string host, string port) =>
        PortOf(port) is { } number && IsRemoteHost(host) ? new Endpoint(host, number, HasUser: false) : null;

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
        Take(piece) is { Port: { } port } taken && IsRemoteHost(taken.Host) ? new Endpoint(taken.Host, port, taken.HasUser) : null;

    private static (string Host, int? Port, bool HasUser) Take(string piece)
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
            : scheme >= 0 ? DefaultPort(piece[..scheme])
            : null;
        return (host, port, user >= 0);
    }

    private static int? PortOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port : null;

    // jdbc:postgresql://… names its scheme last.
    private static int? DefaultPort(string scheme) => scheme[(scheme.LastIndexOf(':') + 1)..] switch
    {
        "http" or "ws" => 80,
        "https" or "wss" => 443,
        "postgres" or "postgresql" => 5432,
        "mysql" or "mariadb" => 3306,
        "sqlserver" => 1433,
        "mongodb" => 27017,
        "redis" or "rediss" => 6379,
        "amqp" => 5672,
        "amqps" => 5671,
        "nats" => 4222,
        _ => null,
    };

    // A time such as 10:30 has no letter and no dot before its colon.
    private static bool IsRemoteHost(string host) =>
        host.Length is > 0 and <= 253
        && host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')
        && host.Any(letter => char.IsAsciiLetter(letter) || letter == '.')
        && host is not ("localhost" or "127.0.0.1" or "0.0.0.0");
}
