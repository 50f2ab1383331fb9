using System.Collections.Frozen;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// What tells a data store whose image says nothing: the ports that it serves, the variables that set it up, and where it keeps data.
/// </summary>
internal static class StoreSigns
{
    // The registered or usual ports of databases, caches, brokers, directories and file servers.
    private static readonly FrozenSet<long> Ports = FrozenSet.ToFrozenSet<long>(
        [
            389, 636, 873, 1433, 1521, 1883, 2049, 2181, 2379, 2380, 3306, 4222, 5432, 5433, 5672, 5984, 6333, 6334, 6379, 6650,
            7474, 7687, 8086, 8091, 8200, 8500, 8529, 8883, 9042, 9092, 9200, 9300, 11211, 15672, 19530, 26257, 27017, 27018, 27019,
            28015, 33060, 50000, 61616,
        ]);

    private static readonly FrozenSet<string> PortWords = FrozenSet.ToFrozenSet(
        [
            "amqp", "bolt", "cassandra", "clickhouse", "couchdb", "cql", "database", "db", "elastic", "elasticsearch", "etcd",
            "influx", "influxdb", "kafka", "ldap", "ldaps", "mariadb", "memcache", "memcached", "minio", "mongo", "mongodb", "mqtt",
            "mssql", "mysql", "mysqlx", "nats", "neo4j", "nfs", "opensearch", "oracle", "pgsql", "postgres", "postgresql",
            "rabbitmq", "redis", "sql", "sqlserver", "valkey", "zookeeper",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Where their images keep data.
    private static readonly string[] Folders =
    [
        "/bitnami/mariadb", "/bitnami/mongodb", "/bitnami/mysql", "/bitnami/postgresql", "/bitnami/redis", "/data/db", "/opt/couchdb/data",
        "/usr/share/elasticsearch/data", "/var/lib/cassandra", "/var/lib/clickhouse", "/var/lib/etcd", "/var/lib/influxdb", "/var/lib/ldap",
        "/var/lib/mongodb", "/var/lib/mysql", "/var/lib/neo4j", "/var/lib/pgsql", "/var/lib/postgresql", "/var/lib/rabbitmq", "/var/lib/redis",
        "/var/opt/mssql",
    ];

    private static readonly string[] Exporting = ["metrics", "exporter", "prometheus"];

    private static readonly string[] VariablePrefixes =
    [
        "CASSANDRA_", "CLICKHOUSE_", "COUCHDB_", "INFLUXDB_", "MARIADB_", "MONGODB_", "MONGO_", "MSSQL_", "MYSQL_", "NEO4J_", "PG",
        "POSTGRES_", "POSTGRESQL_", "RABBITMQ_", "REDIS_",
    ];

    private static readonly string[] ServerSettings =
        ["DATABASE", "DATA", "DATA_DIR", "DB", "INITDB_DATABASE", "INITDB_ROOT_USERNAME", "PASSWORD", "ROOT_PASSWORD", "USER", "USERNAME"];

    // Who is told where the server is, is not the server.
    private static readonly string[] ClientSettings =
        ["HOST", "HOSTNAME", "SERVER", "SERVICE", "ADDR", "ADDRESS", "ENDPOINT", "URL", "URI", "DSN", "CONNECTION"];

    /// <summary>True if the container serves a store's port, has the settings of one, or writes to the folder of one.</summary>
    public static bool Has(Container container) => container.Ports.Any(IsOfStore) || HasServerSettings(container) || container.VolumeMounts.Any(mount => IsOfData(mount, container));

    private static bool IsOfData(MappingNode mount, Container container) =>
        mount.Text("mountPath")?.TrimEnd('/') is { } path && mount.Boolean("readOnly") != true
        && Array.Exists(Folders, folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal))
        && !container.Workload.Volumes.Any(volume => volume.Text("name") == mount.Text("name")
            && (volume.Has("configMap") || volume.Has("secret") || volume.Has("projected")));

    private static bool IsOfStore(MappingNode port)
    {
        var words = port.Text("name")?.Split('-') ?? [];
        return !words.Intersect(Exporting, StringComparer.OrdinalIgnoreCase).Any()
            && ((port.Integer("containerPort") is { } number && Ports.Contains(number)) || words.Any(PortWords.Contains));
    }

    private static bool HasServerSettings(Container container)
    {
        var names = container.Environment.Select(variable => variable.Text("name") ?? "").ToList();
        return names.Count > 0 && VariablePrefixes.Any(prefix =>
            names.Exists(name => Continues(name, prefix, ServerSettings)) && !names.Exists(name => Continues(name, prefix, ClientSettings)));
    }

    private static bool Continues(string name, string prefix, string[] settings) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && settings.Any(setting => name.AsSpan(prefix.Length).Equals(setting, StringComparison.Ordinal)
            || (settings == ClientSettings && name.AsSpan(prefix.Length).EndsWith($"_{setting}", StringComparison.Ordinal)));
}
