using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MicroService.Publishing.Addresses;

/// <summary>Finds the addresses in the values of variables and arguments: URLs, connection strings, lists of <c>host:port</c>.</summary>
internal static partial class AddressText
{
    /// <summary>What stands for text that is known only later (private use, so in no text).</summary>
    public const char Later = '\uE000';

    private const int HighestPort = 65535;

    private static readonly Dictionary<string, int> Ports = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = 80,
        ["https"] = 443,
        ["https+http"] = 443,
        ["ws"] = 80,
        ["wss"] = 443,
        ["grpc"] = 80,
        ["grpcs"] = 443,
        ["amqp"] = 5672,
        ["amqps"] = 5671,
        ["sb"] = 5671,
        ["redis"] = 6379,
        ["rediss"] = 6379,
        ["postgres"] = 5432,
        ["postgresql"] = 5432,
        ["mysql"] = 3306,
        ["mariadb"] = 3306,
        ["sqlserver"] = 1433,
        ["mongodb"] = 27017,
        ["mongodb+srv"] = 27017,
        ["nats"] = 4222,
        ["mqtt"] = 1883,
        ["mqtts"] = 8883,
        ["ldap"] = 389,
        ["ldaps"] = 636,
        ["smtp"] = 25,
        ["smtps"] = 465,
        ["ftp"] = 21,
        ["sftp"] = 22,
        ["bolt"] = 7687,
        ["neo4j"] = 7687,
    };

    // Words that only the connection strings of SQL Server have; "Server" alone may be MySQL.
    private static readonly string[] SqlServerWords = ["Initial Catalog", "TrustServerCertificate", "Integrated Security", "MultipleActiveResultSets", "Encrypt="];

    /// <summary>The addresses in a text, in their order.</summary>
    public static IReadOnlyList<TextAddress> Of(string text)
    {
        if (!text.AsSpan().ContainsAny(':', '='))
        {
            return [];
        }

        var found = new List<TextAddress>();
        foreach (var url in text.Contains("://", StringComparison.Ordinal) ? Url().Matches(text).AsEnumerable() : [])
        {
            var authority = url.Groups["authority"].Value;
            foreach (var member in authority[(authority.LastIndexOf('@') + 1)..].Split(','))
            {
                Add(found, member, Ports.TryGetValue(url.Groups["scheme"].Value, out var usual) ? usual : null);
            }
        }

        foreach (var key in text.Contains('=', StringComparison.Ordinal) ? HostKey().Matches(text).AsEnumerable() : [])
        {
            AddServers(found, text, key.Groups["key"].Value, key.Groups["value"].Value.Trim());
        }

        return found.Count > 0 ? [.. found.Distinct()] : List(text);
    }

    // Host=db;Port=5432, Server=tcp:db.example.com,1433, BootstrapServers=a:9092,b:9092.
    private static void AddServers(List<TextAddress> found, string text, string key, string value)
    {
        if (value.Contains("://", StringComparison.Ordinal) || value.Length == 0)
        {
            return;
        }

        var isSqlServer = value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) || SqlServerWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
        var servers = value.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? value[4..] : value;
        var given = PortKey().Match(text) is { Success: true } port ? int.Parse(port.Groups["port"].Value, CultureInfo.InvariantCulture) : (int?)null;
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

        var usual = key.Equals("host", StringComparison.OrdinalIgnoreCase) ? 5432 : isSqlServer ? 1433 : (int?)null;
        foreach (var server in servers.Split(','))
        {
            Add(found, server.Split('\\')[0].Trim(), given ?? usual, given is not null);
        }
    }

    // broker-1:9092,broker-2:9092 or cache:6380,password=…,ssl=true
    private static List<TextAddress> List(string text)
    {
        var items = text.Split(',').TakeWhile(item => !item.Contains('=', StringComparison.Ordinal)).Select(item => item.Trim()).ToList();
        var found = new List<TextAddress>();
        if (items.Count > 0 && items.TrueForAll(item => Pair().IsMatch(item)))
        {
            items.ForEach(item => Add(found, item, null));
        }

        return found;
    }

    private static void Add(List<TextAddress> found, string text, int? usual, bool isWritten = false)
    {
        var (host, port) = Split(text);
        if (host.Contains(Later, StringComparison.Ordinal) || port.Contains(Later, StringComparison.Ordinal))
        {
            found.Add(new TextAddress(string.Empty, null, IsPortWritten: false));
            return;
        }

        var number = port.Length == 0 ? usual : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written is > 0 and <= HighestPort ? written : (int?)null;
        if (host is "*" or "+" || Name().IsMatch(host) || IPAddress.TryParse(host, out _))
        {
            found.Add(new TextAddress(host.TrimEnd('.').ToLowerInvariant(), number, isWritten || port.Length > 0));
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

    // A member of a list may have a scheme of its own.
    [GeneratedRegex(@"(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<authority>((?!,[A-Za-z][A-Za-z0-9+.-]*://)[^/?#\s""'<>|;\\)])+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    [GeneratedRegex(@"(^|[;""'\s])\s*(?<key>host|server|hostname|data\s?source|addr|address|network address|bootstrap\.?servers)\s*=(?<value>[^;""']*)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostKey();

    [GeneratedRegex(@"(^|;)\s*port\s*=\s*(?<port>[0-9]{1,5})\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PortKey();

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?\.?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?=.*[A-Za-z\uE000.])[A-Za-z0-9\uE000]([A-Za-z0-9_.\uE000-]*[A-Za-z0-9\uE000])?:[0-9\uE000]{1,5}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Pair();
}
