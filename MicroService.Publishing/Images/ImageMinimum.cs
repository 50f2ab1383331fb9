namespace MicroService.Publishing.Images;

/// <summary>The least that an image needs to start and to do its work.</summary>
/// <param name="Memory">A quantity such as <c>2Gi</c>.</param>
/// <param name="Cpu">A quantity of cores; null if the default suffices.</param>
/// <param name="Source">Where the figures are from.</param>
internal sealed record ImageMinimum(string Memory, string? Cpu, string Source)
{
    private const string Estimate = "an estimate: the image documents none";

    private static readonly Dictionary<string, ImageMinimum> ByName = new(StringComparer.Ordinal)
    {
        ["SQL Server"] = new("2Gi", null, "SQL Server on Linux, system requirements: it does not start with less"),
        ["Azure SQL Edge"] = new("1Gi", null, "Azure SQL Edge, supported platforms"),
        ["Oracle"] = new("4Gi", null, "oracle/docker-images, runOracle.sh: it refuses less than 2 GB, of which the database alone uses all"),
        ["Milvus"] = new("8Gi", "2", "Milvus documentation, requirements for installing standalone: 8G, and 2 CPUs or it may fail"),
        ["Elasticsearch"] = new("2Gi", null, "elasticsearch jvm.options: half of the memory is heap, of which it needs 1 GiB"),
        ["OpenSearch"] = new("2Gi", null, "opensearch jvm.options: a heap of 1 GiB, and as much again outside of it"),
        ["Kafka"] = new("2Gi", null, "kafka-server-start: a heap of 1 GiB, and as much again outside of it"),
        ["Keycloak"] = new("1Gi", null, "Keycloak, Concepts for sizing CPU and memory resources: 1000 MB for an inactive pod"),
        ["MongoDB"] = new("1Gi", null, "MongoDB manual, storage.wiredTiger.engineConfig.cacheSizeGB: the cache alone takes 256 MB at least"),
        ["MySQL"] = new("1Gi", null, "MySQL manual, How MySQL uses memory: the default is for a server with 512 MB for it alone"),
        ["MariaDB"] = new("1Gi", null, "as for MySQL, which it has its defaults from"),
        ["Cosmos DB emulator"] = new("3Gi", "2", "Azure Cosmos DB emulator on Linux, first generation: docker run -m 3g --cpus=2.0"),
        ["Service Bus emulator"] = new("2Gi", null, "Azure Service Bus emulator, prerequisites: 2 GB of RAM"),
        ["Event Hubs emulator"] = new("2Gi", null, "Azure Event Hubs emulator, prerequisites: 2 GB of RAM"),
        ["Kusto emulator"] = new("4Gi", null, "Kusto emulator, install: docker run -m 4G"),
        ["Neo4j"] = new("2Gi", null, "Neo4j operations manual, system requirements"),
        ["ClickHouse"] = new("4Gi", null, "ClickHouse documentation, usage recommendations"),
        ["Couchbase"] = new("4Gi", "2", "Couchbase Server, system resource requirements"),
        ["Ollama"] = new("8Gi", null, "ollama/ollama README: 8 GB for models of 7B"),
        ["Solr"] = new("1Gi", null, "solr.in.sh: a heap of 512 MB, and as much again outside of it"),
        ["ActiveMQ"] = new("1536Mi", null, "bin/env of ActiveMQ: a heap of 1 GB at most, and half as much outside of it"),
        ["Artemis"] = new("3Gi", null, "artemis.profile: a heap of 2 GB at most, and half as much outside of it"),
        ["Redpanda"] = new("2Gi", null, "Redpanda, sizing guidelines: 2 GB for each core"),
        ["K3s"] = new("2Gi", null, "docs.k3s.io, resource profiling: 1.6 GB for a server with a workload"),
        ["Cassandra"] = new("4Gi", null, "Cassandra documentation, hardware choices: a heap of 2 GB at least, which is half of the memory at most"),
        ["Logstash"] = new("2Gi", null, "logstash jvm.options: a heap of 1 GB, and as much again outside of it"),
        ["ZooKeeper"] = new("2Gi", null, "zkEnv.sh: a heap of 1000 MB, and as much again outside of it"),
        ["ScyllaDB"] = new("2Gi", null, Estimate),
        ["CockroachDB"] = new("2Gi", null, Estimate),
        ["MongoDB Atlas Local"] = new("2Gi", null, Estimate),
        ["Kibana"] = new("1Gi", null, Estimate),
        ["Weaviate"] = new("1Gi", null, Estimate),
        ["ArangoDB"] = new("1Gi", null, Estimate),
        ["LocalStack"] = new("1Gi", null, Estimate),
        ["Grafana LGTM"] = new("1Gi", null, Estimate),
        ["Redis Stack"] = new("512Mi", null, Estimate),
        ["CouchDB"] = new("512Mi", null, Estimate),
        ["InfluxDB"] = new("512Mi", null, Estimate),
        ["Typesense"] = new("512Mi", null, Estimate),
        ["Jaeger"] = new("512Mi", null, Estimate),
        ["Zipkin"] = new("512Mi", null, Estimate),
        ["Bitnami postgresql"] = new("512Mi", null, Estimate),
        ["Bitnami mysql"] = new("1Gi", null, "as for MySQL"),
        ["Bitnami mariadb"] = new("1Gi", null, "as for MySQL"),
        ["Bitnami mongodb"] = new("1Gi", null, "as for MongoDB"),
        ["Bitnami rabbitmq"] = new("512Mi", null, "as for RabbitMQ"),
        ["Bitnami kafka"] = new("2Gi", null, "as for Kafka"),
        ["Bitnami elasticsearch"] = new("2Gi", null, "as for Elasticsearch"),
        ["Stable Diffusion"] = new("8Gi", null, Estimate),
        ["Cosmos DB emulator (vNext)"] = new("1Gi", null, Estimate),
        ["RavenDB"] = new("1Gi", null, Estimate),
        ["KurrentDB"] = new("1Gi", null, Estimate),
        ["EventStoreDB"] = new("1Gi", null, Estimate),
        ["Open WebUI"] = new("1Gi", null, Estimate),
        ["Logto"] = new("1Gi", null, Estimate),
        ["Seq"] = new("512Mi", null, Estimate),
        ["SurrealDB"] = new("512Mi", null, Estimate),
        ["SeaweedFS"] = new("512Mi", null, Estimate),
        ["RustFS"] = new("512Mi", null, Estimate),
        ["MinIO"] = new("512Mi", null, Estimate),
        ["Meilisearch"] = new("512Mi", null, Estimate),
        ["Zitadel"] = new("512Mi", null, Estimate),
        ["Umami"] = new("512Mi", null, Estimate),
        ["Aspire dashboard"] = new("512Mi", null, Estimate),
        ["RabbitMQ"] = new("512Mi", null, Estimate),
        ["Kafka UI"] = new("512Mi", null, Estimate),
        ["pgAdmin"] = new("512Mi", null, Estimate),
        ["Prometheus"] = new("512Mi", null, Estimate),
        ["Qdrant"] = new("512Mi", null, Estimate),
        ["Garnet"] = new("512Mi", null, Estimate),
    };

    /// <summary>The minimum of an image; null if the defaults suffice, or nothing is known.</summary>
    public static ImageMinimum? Of(ImageProfile profile) => ByName.GetValueOrDefault(profile.Name);
}
