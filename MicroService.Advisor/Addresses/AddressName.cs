using System.Text.RegularExpressions;

namespace MicroService.Advisor.Addresses;

/// <summary>What the name of a variable or an option says about its value.</summary>
public static partial class AddressName
{
    private static readonly (string Word, PortUse[] Ports)[] Products =
    [
        ("POSTGRES", PortUse.ByTcp(5432)), ("PSQL", PortUse.ByTcp(5432)), ("PGHOST", PortUse.ByTcp(5432)), ("PG_", PortUse.ByTcp(5432)),
        ("MYSQL", PortUse.ByTcp(3306)), ("MARIADB", PortUse.ByTcp(3306)), ("PMA_HOST", PortUse.ByTcp(3306)),
        ("MSSQL", PortUse.ByTcp(1433)), ("SQLSERVER", PortUse.ByTcp(1433)), ("SQL_SERVER", PortUse.ByTcp(1433)),
        ("ORACLE", PortUse.ByTcp(1521)), ("MONGO", PortUse.ByTcp(27017)), ("SENTINEL", PortUse.ByTcp(26379)),
        ("REDIS", PortUse.ByTcp(6379)), ("VALKEY", PortUse.ByTcp(6379)), ("MEMCACHE", PortUse.ByTcp(11211)),
        ("CASSANDRA", PortUse.ByTcp(9042)), ("SCYLLA", PortUse.ByTcp(9042)), ("CLICKHOUSE", PortUse.ByTcp(8123, 9000)),
        ("NEO4J", PortUse.ByTcp(7687)), ("ELASTIC", PortUse.ByTcp(9200)), ("OPENSEARCH", PortUse.ByTcp(9200)), ("INFLUX", PortUse.ByTcp(8086)),
        ("RABBIT", PortUse.ByTcp(5671, 5672)), ("AMQP", PortUse.ByTcp(5671, 5672)), ("KAFKA", PortUse.ByTcp(9092)), ("NATS_", PortUse.ByTcp(4222)),
        ("MQTT", PortUse.ByTcp(1883, 8883)), ("ZOOKEEPER", PortUse.ByTcp(2181)), ("ZK_", PortUse.ByTcp(2181)), ("ETCD", PortUse.ByTcp(2379)),
        ("CONSUL", PortUse.ByTcp(8500)), ("VAULT", PortUse.ByTcp(8200)), ("TEMPORAL", PortUse.ByTcp(7233)),
        ("LDAP", PortUse.ByTcp(389, 636)), ("SMTP", PortUse.ByTcp(25, 465, 587)), ("MAIL", PortUse.ByTcp(25, 465, 587)),
        ("EMAIL", PortUse.ByTcp(25, 465, 587)),
        ("IMAP", PortUse.ByTcp(143, 993)), ("SFTP", PortUse.ByTcp(22)), ("SSH", PortUse.ByTcp(22)), ("OTLP", PortUse.ByTcp(4317, 4318)),
        ("STATSD", PortUse.ByUdp(8125)), ("DD_AGENT", [.. PortUse.ByTcp(8126), .. PortUse.ByUdp(8125)]),
        ("JAEGER_AGENT", PortUse.ByUdp(6831, 6832)), ("SYSLOG", PortUse.ByBoth(514)), ("GRAYLOG", PortUse.ByBoth(12201)),
        ("GELF", PortUse.ByBoth(12201)), ("COLLECTD", PortUse.ByUdp(25826)), ("NTP_", PortUse.ByUdp(123)), ("RADIUS", PortUse.ByUdp(1812)),
        ("SNMP", PortUse.ByUdp(161)),
    ];

    /// <summary>Whether its value is an address to call, or holds one.</summary>
    public static bool IsAddress(string variable) => Address().IsMatch(variable);

    /// <summary>Whether its value is an address that others call or that only names something, such as an allowed origin.</summary>
    public static bool IsOwn(string variable) => Own().IsMatch(variable);

    /// <summary>Whether its value is what the program itself listens on.</summary>
    public static bool IsListened(string variable) => Listened().IsMatch(variable);

    /// <summary>Whether its value is the address that others are told to call it at.</summary>
    public static bool IsAdvertised(string variable) => Advertised().IsMatch(variable);

    /// <summary>
    /// Whether its value, if it is a word, is no host: a user, a database, a mode.
    /// </summary>
    public static bool IsLabel(string variable) => Label().IsMatch(variable);

    /// <summary>The ports of the product that it names; none if it names none that is known.</summary>
    /// <param name="name">In upper case, its words separated by underscores.</param>
    internal static IReadOnlyList<PortUse> PortsOf(string name)
    {
        foreach (var (word, ports) in Products)
        {
            // At the start of a word: GHOSTED_REDISTRIBUTION names nothing.
            for (var at = name.IndexOf(word, StringComparison.Ordinal); at >= 0; at = name.IndexOf(word, at + 1, StringComparison.Ordinal))
            {
                if (at == 0 || name[at - 1] == '_')
                {
                    return ports;
                }
            }
        }

        return [];
    }

    [GeneratedRegex("^(ConnectionStrings?|services)(__|:)|(Url|Uri|Endpoint|Host|Hostname|Address|Addr|Server|Broker|ConnectionString|Connection_String|Dsn|Authority)s?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex("(Cors|Listeners?|Origins?|Audiences?|Redirect|Callback|Logout|KC_HOSTNAME|Advertis|(^|_)Announce|^(ASPNETCORE|DOTNET)_URLS$|^URLS$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Own();

    [GeneratedRegex("(Listen|Bind|^(ASPNETCORE|DOTNET)_URLS$|^URLS$|^Kestrel(__|:))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Listened();

    [GeneratedRegex("(Advertis|(^|[_.-])Announce)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Advertised();

    [GeneratedRegex("(User|Username|Login|Password|Passwd|Pass|Pwd|Secret|Key|Token|Name|Db|Database|Schema|Catalog|Type|Kind|Mode|Env|Environment|VHost|Realm|Topic|Queue|Bucket|Prefix|Suffix|Id|Role|Profile|Tag|Label|Level|Format|Group|Namespace|Index|Collection|Dialect|Exchange|Client|Path|Dir|File|Model|Command|Version|Image|Color|Theme|Locale|Language|Region|Zone)s?[0-9]*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
