namespace MicroService.Publishing.Images;

/// <summary>Images of which only the place of their data is known: what else they need, such as root, is left for a person to decide.</summary>
internal static class StoreImages
{
    // The data folders of the hosting integrations (Aspire, Community Toolkit), which are those of the images' documentation.
    private static readonly Dictionary<string, (string Name, string? DataFolder)> ByRepository = new(StringComparer.Ordinal)
    {
        ["milvusdb/milvus"] = ("Milvus", "/var/lib/milvus"),
        ["datalust/seq"] = ("Seq", "/data"),
        ["opensearchproject/opensearch"] = ("OpenSearch", "/usr/share/opensearch/data"),
        ["neo4j"] = ("Neo4j", "/data"),
        ["clickhouse/clickhouse-server"] = ("ClickHouse", "/var/lib/clickhouse"),
        ["clickhouse"] = ("ClickHouse", "/var/lib/clickhouse"),
        ["couchbase"] = ("Couchbase", "/opt/couchbase/var"),
        ["couchbase/server"] = ("Couchbase", "/opt/couchbase/var"),
        ["minio/minio"] = ("MinIO", "/data"),
        ["quay.io/minio/minio"] = ("MinIO", "/data"),
        ["getmeili/meilisearch"] = ("Meilisearch", "/meili_data"),
        ["ravendb/ravendb"] = ("RavenDB", "/var/lib/ravendb/data"),
        ["kurrentplatform/kurrentdb"] = ("KurrentDB", "/var/lib/kurrentdb"),
        ["docker.kurrent.io/kurrent-latest/kurrentdb"] = ("KurrentDB", "/var/lib/kurrentdb"),
        ["eventstore/eventstore"] = ("EventStoreDB", "/var/lib/eventstore"),
        ["solr"] = ("Solr", "/var/solr"),
        ["ollama/ollama"] = ("Ollama", "/root/.ollama"),
        ["ghcr.io/open-webui/open-webui"] = ("Open WebUI", "/app/backend/data"),
        ["cloudamqp/lavinmq"] = ("LavinMQ", "/var/lib/lavinmq"),
        ["apache/activemq-classic"] = ("ActiveMQ", "/opt/apache-activemq/data"),
        ["apache/activemq-artemis"] = ("Artemis", "/var/lib/artemis-instance"),
        ["redis/redisinsight"] = ("Redis Insight", "/data"),
        ["dbgate/dbgate"] = ("DbGate", "/root/.dbgate"),
        ["mcr.microsoft.com/azure-sql-edge"] = ("Azure SQL Edge", "/var/opt/mssql"),
        ["mcr.microsoft.com/azure-storage/azurite"] = ("Azurite", "/data"),
        ["mcr.microsoft.com/azuredataexplorer/kustainer-linux"] = ("Kusto emulator", "/kustodata"),
        ["mcr.microsoft.com/azure-app-configuration/app-configuration-emulator"] = ("App Configuration emulator", "/app/.aace"),
        ["mcr.microsoft.com/azure-messaging/servicebus-emulator"] = ("Service Bus emulator", null),
        ["mcr.microsoft.com/azure-messaging/eventhubs-emulator"] = ("Event Hubs emulator", null),
        ["mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator"] = ("Cosmos DB emulator", null),
    };

    /// <summary>The profile of an image by its repository; null if nothing is known of it.</summary>
    public static ImageProfile? Of(string repository) =>
        ByRepository.TryGetValue(repository, out var known) ? new ImageProfile(known.Name, IsKnown: false) { DataFolder = known.DataFolder } : null;
}
