using System.Collections.Frozen;

namespace MicroService.Advisor.Addresses;

/// <summary>The ports that the schemes of URLs stand for (IANA service names, and the documentation of each product).</summary>
internal static class AddressScheme
{
    private static readonly FrozenDictionary<string, PortUse[]> Ports = new Dictionary<string, PortUse[]>
    {
        ["http"] = PortUse.ByTcp(80),
        ["ws"] = PortUse.ByTcp(80),
        ["grpc"] = PortUse.ByTcp(80),
        ["https"] = PortUse.ByTcp(443),
        ["https+http"] = PortUse.ByTcp(443),
        ["wss"] = PortUse.ByTcp(443),
        ["grpcs"] = PortUse.ByTcp(443),
        ["snowflake"] = PortUse.ByTcp(443),
        ["amqp"] = PortUse.ByTcp(5672),
        ["amqps"] = PortUse.ByTcp(5671),
        ["sb"] = PortUse.ByTcp(5671),
        ["redis"] = PortUse.ByTcp(6379),
        ["rediss"] = PortUse.ByTcp(6379),
        ["valkey"] = PortUse.ByTcp(6379),
        ["valkeys"] = PortUse.ByTcp(6379),
        ["redis+sentinel"] = PortUse.ByTcp(26379),
        ["postgres"] = PortUse.ByTcp(5432),
        ["postgresql"] = PortUse.ByTcp(5432),
        ["cockroachdb"] = PortUse.ByTcp(26257),
        ["mysql"] = PortUse.ByTcp(3306),
        ["mysqlx"] = PortUse.ByTcp(33060),
        ["mariadb"] = PortUse.ByTcp(3306),
        ["sqlserver"] = PortUse.ByTcp(1433),
        ["mssql"] = PortUse.ByTcp(1433),
        ["tds"] = PortUse.ByTcp(1433),
        ["oracle"] = PortUse.ByTcp(1521),
        ["tcps"] = PortUse.ByTcp(2484),
        ["db2"] = PortUse.ByTcp(50000),
        ["firebird"] = PortUse.ByTcp(3050),
        ["hive2"] = PortUse.ByTcp(10000),
        ["mongodb"] = PortUse.ByTcp(27017),
        ["mongodb+srv"] = PortUse.ByTcp(27017),
        ["cassandra"] = PortUse.ByTcp(9042),
        ["clickhouse"] = PortUse.ByTcp(9000),
        ["clickhouses"] = PortUse.ByTcp(9440),
        ["couchbase"] = PortUse.ByTcp(11210),
        ["couchbases"] = PortUse.ByTcp(11207),
        ["memcached"] = PortUse.ByTcp(11211),
        ["bolt"] = PortUse.ByTcp(7687),
        ["neo4j"] = PortUse.ByTcp(7687),
        ["etcd"] = PortUse.ByTcp(2379),
        ["zk"] = PortUse.ByTcp(2181),
        ["zookeeper"] = PortUse.ByTcp(2181),
        ["nats"] = PortUse.ByTcp(4222),
        ["kafka"] = PortUse.ByTcp(9092),
        ["pulsar"] = PortUse.ByTcp(6650),
        ["pulsar+ssl"] = PortUse.ByTcp(6651),
        ["mqtt"] = PortUse.ByTcp(1883),
        ["mqtts"] = PortUse.ByTcp(8883),
        ["stomp"] = PortUse.ByTcp(61613),
        ["ldap"] = PortUse.ByTcp(389),
        ["ldaps"] = PortUse.ByTcp(636),
        ["smtp"] = PortUse.ByTcp(25, 587),
        ["smtps"] = PortUse.ByTcp(465),
        ["submission"] = PortUse.ByTcp(587),
        ["imap"] = PortUse.ByTcp(143),
        ["imaps"] = PortUse.ByTcp(993),
        ["pop3"] = PortUse.ByTcp(110),
        ["pop3s"] = PortUse.ByTcp(995),
        ["ftp"] = PortUse.ByTcp(21),
        ["ftps"] = PortUse.ByTcp(990),
        ["ssh"] = PortUse.ByTcp(22),
        ["sftp"] = PortUse.ByTcp(22),
        ["scp"] = PortUse.ByTcp(22),
        ["git+ssh"] = PortUse.ByTcp(22),
        ["git"] = PortUse.ByTcp(9418),
        ["rsync"] = PortUse.ByTcp(873),
        ["rtsp"] = PortUse.ByTcp(554),
        ["rtmp"] = PortUse.ByTcp(1935),
        ["smb"] = PortUse.ByTcp(445),
        ["nfs"] = PortUse.ByTcp(2049),
        ["coap"] = PortUse.ByUdp(5683),
        ["coaps"] = PortUse.ByUdp(5684),
        ["ntp"] = PortUse.ByUdp(123),
        ["snmp"] = PortUse.ByUdp(161),
        ["tftp"] = PortUse.ByUdp(69),
        ["radius"] = PortUse.ByUdp(1812),
        ["statsd"] = PortUse.ByUdp(8125),
        ["quic"] = PortUse.ByUdp(443),
        ["syslog"] = PortUse.ByBoth(514),
        ["gelf"] = PortUse.ByBoth(12201),
        ["sip"] = PortUse.ByBoth(5060),
        ["stun"] = PortUse.ByBoth(3478),
        ["turn"] = PortUse.ByBoth(3478),
        ["turns"] = PortUse.ByBoth(5349),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The ports of a scheme; none where it has none of its own.</summary>
    /// <param name="scheme">A scheme, or several as in <c>jdbc:postgresql</c> and <c>postgresql+asyncpg</c>.</param>
    public static IReadOnlyList<PortUse> PortsOf(string scheme)
    {
        var last = scheme[(scheme.LastIndexOf(':') + 1)..];
        return Ports.TryGetValue(last, out var ports) || Ports.TryGetValue(last.Split('+')[0], out ports) ? ports : [];
    }

    /// <summary>The protocols that a scheme is spoken over.</summary>
    public static IEnumerable<string> ProtocolsOf(string scheme)
    {
        var parts = scheme.ToUpperInvariant().Split('+', '-', '.', ':');
        return parts.Any(part => part.StartsWith(PortUse.Udp, StringComparison.Ordinal)) ? [PortUse.Udp]
            : parts.Any(part => part.StartsWith(PortUse.Tcp, StringComparison.Ordinal)) ? [PortUse.Tcp]
            : PortsOf(scheme).Select(port => port.Protocol).DefaultIfEmpty(PortUse.Tcp).Distinct();
    }
}
