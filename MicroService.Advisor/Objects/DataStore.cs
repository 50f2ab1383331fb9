using System.Collections.Frozen;

namespace MicroService.Advisor.Objects;

/// <summary>
/// Servers that keep data, by their images, ports and variables: another replica is another, empty store until an operator sets up
/// replication
/// or sharding.
/// </summary>
public static class DataStore
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
        [
            "activemq", "activemq-artemis", "arangodb", "azurite", "cassandra", "chroma", "clickhouse", "clickhouse-server", "cockroach", "confluent-local",
            "consul", "couchbase", "couchdb", "cp-kafka", "cp-zookeeper", "dragonfly", "elasticsearch", "etcd", "eventstore", "garnet", "influxdb", "kafka",
            "keydb", "kurrentdb", "loki", "mariadb", "memcached", "milvus", "minio", "mongo", "mongodb", "mysql", "nats", "neo4j", "opensearch", "pgvector", "postgis",
            "postgres", "postgresql", "prometheus", "qdrant", "questdb", "rabbitmq", "redis", "redis-stack", "redis-stack-server", "redpanda",
            "rethinkdb", "scylla", "solr", "surrealdb", "timescaledb", "typesense", "valkey", "vault", "victoria-metrics", "weaviate", "zookeeper",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Their pods find each other and share the data once they are told to, so that a single one is a choice.
    private static readonly FrozenSet<string> Clustered = FrozenSet.ToFrozenSet(
        [
            "arangodb", "cassandra", "clickhouse", "clickhouse-server", "cockroach", "consul", "couchbase", "couchdb", "cp-kafka", "cp-zookeeper",
            "elasticsearch", "etcd", "eventstore", "kafka", "kurrentdb", "loki", "milvus", "mongo", "mongodb", "nats", "opensearch", "qdrant", "rabbitmq",
            "redpanda", "rethinkdb", "scylla", "solr", "typesense", "vault", "weaviate", "zookeeper",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>True if the image is a well-known data store.</summary>
    public static bool Is(ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Names.Contains(image.ShortName) || image.Repository.EndsWith("mssql/server", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True if one of the workload's own containers is a data store, whatever its image is called.</summary>
    public static bool RunsIn(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.LongRunningContainers.Any(RunsIn);
    }

    /// <summary>True if the container is a data store, by its image, ports or variables.</summary>
    internal static bool RunsIn(Container container) => Is(container.Image) || StoreSigns.Has(container);

    /// <summary>True if one of the workload's own containers is a data store of which more pods are not more available.</summary>
    public static bool StandsAloneIn(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return workload.Containers.Any(container => !container.IsInit && Is(container.Image) && !Clustered.Contains(container.Image.ShortName));
    }
}
