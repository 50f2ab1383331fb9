using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroService.Advisor.Addresses;

/// <summary>Hosts that are settings of their own, with the port in another, or none: <c>DB_HOST</c> and <c>DB_PORT</c>.</summary>
public static partial class HostSettings
{
    private const string Port = "PORT";
    private const int HighestPort = 65535;

    // The value of such a setting is a host, whatever it is.
    private static readonly string[] Certain = ["HOSTNAMES", "HOSTNAME", "HOSTADDR", "HOSTS", "HOST", "SERVERS", "SERVER", "SEEDS", "CONTACT_POINTS", "CONTACTPOINTS", "BROKERS", "BROKER"];

    // The value of these may be something else, and is a host if another setting has the port, or if it looks like one.
    private static readonly string[] Likely = ["ADDRESSES", "ADDRESS", "ADDRS", "ADDR", "ENDPOINTS", "ENDPOINT", "NODES", "URL", "SERVICE", ""];

    private static readonly string[] NoHosts = ["true", "false", "none", "null", "auto", "default", "yes", "no", "on", "off", "any", "all"];

    /// <summary>
    /// The hosts, each with its setting; without a port where no other setting has one and the name tells no product that is known.
    /// </summary>
    public static IEnumerable<(string Setting, TextAddress Address)> Of(IReadOnlyList<(string Name, string Value)> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var ports = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            if (value.Length is > 0 and <= 5 && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= HighestPort)
            {
                var normal = Normal(name);
                if (normal.Contains(Port, StringComparison.Ordinal))
                {
                    ports[normal] = port;
                }
            }
        }

        return settings.Where(setting => setting.Name.Length > 0 && setting.Value.Length is > 0 and <= 2048).SelectMany(setting => Of(setting.Name, setting.Value, ports));
    }

    /// <summary>Whether the value of a setting is a host to call or holds one, by its name alone.</summary>
    public static bool Names(string setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var name = Normal(setting);
        var bare = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('_');
        var certain = Array.Find(Certain, word => bare.EndsWith(word, StringComparison.Ordinal));
        return !AddressName.IsOwn(setting) && !AddressName.IsListened(setting) && !Served().IsMatch(name)
            && (certain is not null ? bare.Length > certain.Length : AddressName.IsAddress(setting) || Connection().IsMatch(bare));
    }

    private static IEnumerable<(string Setting, TextAddress Address)> Of(string setting, string value, Dictionary<string, int> ports)
    {
        var name = Normal(setting);
        var bare = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        var number = name[bare.Length..];
        bare = number.Length > 0 ? bare.TrimEnd('_') : bare;
        var certain = Array.Find(Certain, word => bare.EndsWith(word, StringComparison.Ordinal));
        var word = certain ?? Array.Find(Likely, word => bare.EndsWith(word, StringComparison.Ordinal))!;
        var stem = bare[..^word.Length];
        var port = PortOf(ports, word, stem, number, name);
        // HOST and HOSTNAME are mostly the container's own.
        var isOwn = stem.Length == 0 || AddressName.IsOwn(setting) || Served().IsMatch(name);
        if (port is null && (isOwn || word.Length == 0))
        {
            yield break;
        }

        var usual = AddressName.PortsOf(name);
        foreach (var host in value.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!AddressText.IsHost(host) || int.TryParse(host, out _) || NoHosts.Contains(host.ToLowerInvariant())
                || (port is null && certain is null && !LooksLikeHost(host, word)))
            {
                continue;
            }

            var address = new TextAddress(host.TrimEnd('.').ToLowerInvariant(), port, IsPortWritten: port is not null);
            if (port is not null)
            {
                yield return (setting, address);
                if (usual.Any(use => use.Protocol == PortUse.Udp))
                {
                    yield return (setting, address with { Protocol = PortUse.Udp });
                }
            }
            else if (usual.Count == 0)
            {
                yield return (setting, address);
            }
            else
            {
                foreach (var use in usual)
                {
                    yield return (setting, address with { Port = use.Number, Protocol = use.Protocol });
                }
            }
        }
    }

    // An address may be of a person, and an endpoint a path.
    private static bool LooksLikeHost(string text, string word) =>
        word is not ("SERVICE" or "URL") && (text.Count(letter => letter == '.') > 1 || text.Contains(".svc", StringComparison.Ordinal));

    private static int? PortOf(Dictionary<string, int> ports, string word, string stem, string number, string name)
    {
        // PORT alone is mostly the container's own, but a connection string has Host and Port.
        string[] names = word.Length > 0
            ? [$"{stem}{Port}{number}", $"{stem}{Port}_{number}", $"{stem}{Port}", $"{name}_{Port}"]
            : stem.Length > 0 ? [$"{stem}_{Port}", $"{stem}{Port}"] : [];
        foreach (var candidate in names)
        {
            if (ports.TryGetValue(candidate, out var port))
            {
                return port;
            }
        }

        return null;
    }

    private static string Normal(string name) =>
        CamelCase().Replace(name, "_").TrimStart('-').Replace('-', '_').Replace('.', '_').Replace(':', '_').Replace("__", "_", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex("(^|_)(CONN|CONN_?STR(ING)?|CONNECTION|JDBC|NODES|AMQP)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Connection();

    // allowedHosts is ALLOWED_HOSTS.
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex CamelCase();

    [GeneratedRegex("(^|_)(ALLOWED|PUBLIC|EXTERNAL|VIRTUAL|TRUSTED|COOKIE|SELF|SITE|WEBSITE|BASE|ROOT|FORWARDED|NO_PROXY|LETSENCRYPT|INGRESS|FRONTEND|CANONICAL|DEFAULT|EXCLUDED?|BLOCKED|DENIED|KNOWN|LISTEN|BIND)(_|$)|^(GF_SERVER|KC|APP|HTTP|SERVER|POD|NODE|HOST|RPC|WEB|API|UI|GRPC|METRICS|HEALTH|MANAGEMENT|ADMIN|DOCKER|MY|N8N|KEYCLOAK|DISCOURSE|MATTERMOST|GITEA|NEXTCLOUD)_(HOST|HOSTNAME|HOSTS|SERVER|ADDR|ADDRESS|NAME|DOMAIN)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Served();
}
