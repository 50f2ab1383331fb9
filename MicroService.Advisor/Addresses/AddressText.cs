using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MicroService.Advisor.Addresses;

/// <summary>Finds the addresses in the values of variables and arguments: URLs, connection strings, lists of <c>host:port</c>.</summary>
public static partial class AddressText
{
    /// <summary>What stands for text that is known only later (private use, so in no text).</summary>
    public const char Later = '\uE000';

    private const int HighestPort = 65535;

    // Longer ones are data.
    private const int LongestText = 16 * 1024;

    private const int Oracle = 1521;
    private const int MySql = 3306;
    private const int SecureShell = 22;
    private const int Https = 443;

    // Words that only the connection strings of SQL Server have; "Server" alone may be MySQL.
    private static readonly string[] SqlServerWords = ["Initial Catalog", "TrustServerCertificate", "Integrated Security", "MultipleActiveResultSets", "Encrypt=", "User Id=sa;", "Uid=sa;"];

    /// <summary>Whether a text as a whole is a host name or an IP address.</summary>
    public static bool IsHost(string text) => Name().IsMatch(text) || IPAddress.TryParse(text, out _);

    /// <summary>The addresses in a text, in their order.</summary>
    public static IReadOnlyList<TextAddress> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > LongestText || !text.AsSpan().ContainsAny([':', '=', '(', '@']))
        {
            return [];
        }

        var found = new List<TextAddress>();
        AddUrls(found, text);
        AddTargets(found, text);
        var keys = text.Contains('=', StringComparison.Ordinal) ? HostKey().Matches(text) : null;
        var given = keys is { Count: > 0 } && PortKey().Match(text) is { Success: true } port
            ? int.Parse(port.Groups["port"].Value, CultureInfo.InvariantCulture)
            : (int?)null;
        foreach (var key in keys?.AsEnumerable() ?? [])
        {
            AddServers(found, text, key.Groups["key"].Value, key.Groups["value"].Value.Trim(), given);
        }

        return found.Count > 0 ? [.. found.Distinct()] : List(text);
    }

    private static void AddUrls(List<TextAddress> found, string text)
    {
        foreach (var url in text.Contains("://", StringComparison.Ordinal) ? Url().Matches(text).AsEnumerable() : [])
        {
            // What gRPC calls dns://server/name is the name's, and unix: is no host.
            if (url.Groups["scheme"].Value is var scheme && scheme is "dns" or "passthrough" or "unix" or "file" or "sqlite")
            {
                continue;
            }

            var authority = url.Groups["authority"].Value;
            var ports = AddressScheme.PortsOf(scheme);
            foreach (var member in authority[(authority.LastIndexOf('@') + 1)..].Split(','))
            {
                if (Split(member).Port.Length == 0 && ports.Count > 0)
                {
                    foreach (var port in ports)
                    {
                        Add(found, member, port.Number, protocol: port.Protocol);
                    }

                    continue;
                }

                foreach (var protocol in AddressScheme.ProtocolsOf(scheme))
                {
                    Add(found, member, null, protocol: protocol);
                }
            }
        }
    }

    // What names a host and a port without being a URL.
    private static void AddTargets(List<TextAddress> found, string text)
    {
        foreach (var target in GrpcTarget().Matches(text).AsEnumerable())
        {
            foreach (var member in target.Groups["list"].Value.Split(','))
            {
                Add(found, member, Https);
            }
        }

        foreach (var source in GoSource().Matches(text).AsEnumerable())
        {
            Add(found, source.Groups["address"].Value, MySql);
        }

        foreach (var thin in OracleThin().Matches(text).AsEnumerable())
        {
            Add(found, thin.Groups["address"].Value, Oracle);
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            foreach (var copy in RemoteFolder().Matches(text).AsEnumerable())
            {
                Add(found, copy.Groups["host"].Value, SecureShell);
            }
        }
    }

    // Host=db;Port=5432, Server=tcp:db.example.com,1433, BootstrapServers=a:9092,b:9092.
    private static void AddServers(List<TextAddress> found, string text, string key, string value, int? given)
    {
        if (value.Contains("://", StringComparison.Ordinal) || value.Length == 0)
        {
            return;
        }

        var isSqlServer = value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) || SqlServerWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        var servers = value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? value[4..] : value;
        // host:1521/service
        servers = servers.TrimStart('/').Split('/')[0];
        if (servers.Split(',') is [var host, var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var behind))
        {
            Add(found, host.Split('\\')[0].Trim(), behind, isWritten: true);
            return;
        }

        // A file of SQLite is a "Data Source", too.
        if (given is null && !isSqlServer && key.StartsWith("data", StringComparison.OrdinalIgnoreCase) && !servers.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        var usual = key.ToUpperInvariant() is "HOST" or "HOSTADDR" ? 5432 : isSqlServer ? 1433 : (int?)null;
        foreach (var server in servers.Split(','))
        {
            Add(found, server.Split('\\')[0].Trim(), given ?? usual, given is not null);
        }
    }

    // broker-1:9092,broker-2:9092 or cache:6380,password=…,ssl=true
    private static List<TextAddress> List(string text)
    {
        var items = text.Split([',', ';', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries).TakeWhile(item => !item.Contains('=', StringComparison.Ordinal)).Select(item => item.Trim()).ToList();
        var found = new List<TextAddress>();
        if (items.Count > 0 && items.TrueForAll(item => Pair().IsMatch(item)))
        {
            items.ForEach(item => Add(found, item.Split('/')[0], null));
        }

        return found;
    }

    private static void Add(List<TextAddress> found, string text, int? usual, bool isWritten = false, string protocol = PortUse.Tcp)
    {
        var (host, port) = Split(text);
        if (host.Contains(Later, StringComparison.Ordinal) || port.Contains(Later, StringComparison.Ordinal))
        {
            found.Add(new TextAddress(string.Empty, null, IsPortWritten: false));
            return;
        }

        var number = port.Length == 0 ? usual : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written is > 0 and <= HighestPort ? written : (int?)null;
        if (host is "*" or "+" || IsHost(host))
        {
            found.Add(new TextAddress(
                host.TrimEnd('.').ToLowerInvariant(), number is > 0 and <= HighestPort ? number : null, isWritten || port.Length > 0, protocol));
        }
    }

    private static (string Host, string Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var close)
        {
            return (text[1..close], text[(close + 1)..].TrimStart(':'));
        }

        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, string.Empty) : (text[..colon], text[(colon + 1)..]);
    }

    // A member of a list may have a scheme of its own; the listeners of Kafka have names with underscores in its place.
    [GeneratedRegex(@"(?<scheme>[A-Za-z][A-Za-z0-9+._-]*)://(?<authority>((?!,[A-Za-z][A-Za-z0-9+._-]*://)[^/?#\s""'<>|;\\)])+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    // Keys end at semicolons, in libpq at spaces, in Oracle's descriptors at parentheses.
    [GeneratedRegex(@"(^|[;""'\s(])\s*(?<key>host|hostaddr|server|hostname|data\s?source|addr|address|network address|bootstrap\.?servers)\s*=\s*['""]?(?<value>[^;""'()]*?)(?=\s+[A-Za-z][\w. ]*=|[;""'()]|$)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostKey();

    [GeneratedRegex(@"(^|[;\s(])[ \t]{0,8}port[ \t]{0,8}=[ \t]{0,8}['""]?(?<port>[0-9]{1,5})\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PortKey();

    // dns:///host:7233, dns:host:7233, ipv4:10.0.0.1:7233 (gRPC Name Resolution).
    [GeneratedRegex(@"(^|[\s=""',;])(dns|passthrough|ipv4|ipv6):(//[^/\s]*/)?(?<list>[A-Za-z0-9_.\[\]:,-]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex GrpcTarget();

    // user:password@tcp(host:3306)/db (go-sql-driver/mysql).
    [GeneratedRegex(@"(^|[@\s""'=])tcp[46]?\((?<address>[^()\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex GoSource();

    // jdbc:oracle:thin:@//host:1521/service, …:@host:1521:sid, user/password@//host/service.
    [GeneratedRegex(@"(oracle:(thin|oci8?):[^@\s]*@(//)?|@//)(?<address>(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?)(?=[:/?\s""',;]|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OracleThin();

    // git@host:folder, as scp, rsync and git have it.
    // Not admin@host:password, and not image@sha256:digest.
    [GeneratedRegex(@"(^|[\s=""',;])(git@(?<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):(?![0-9]+(\W|$))[\w~/.]|[A-Za-z_][\w.-]*@(?!sha(256|384|512):)(?<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):[~/.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex RemoteFolder();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\.?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^((?=[^:]*[A-Za-z\uE000.])[A-Za-z0-9\uE000]([A-Za-z0-9_.\uE000-]*[A-Za-z0-9\uE000])?|\[[0-9A-Fa-f:.]+\]):[0-9\uE000]{1,5}(/[\w.$-]*)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
