namespace MicroService.Publishing.Images;

/// <summary>
/// Images of hosting integrations of which only parts are known: what else they need, such as root, is left for a person to decide.
/// </summary>
internal static class IntegrationImages
{
    private static readonly ImageProfile Cosmos = Named("Cosmos DB emulator", null);

    // Data folders, ports and health paths are those of the hosting integrations (Aspire, Community Toolkit), which have them from the
    // images' documentation.
    private static readonly Dictionary<string, ImageProfile> ByRepository = new(StringComparer.Ordinal)
    {
        ["milvusdb/milvus"] = Named("Milvus", "/var/lib/milvus"),
        ["zilliz/attu"] = Named("Attu") with { AsksForServers = true },
        ["datalust/seq"] = Named("Seq", "/data"),
        ["opensearchproject/opensearch"] = Named("OpenSearch", "/usr/share/opensearch/data"),
        ["cars10/elasticvue"] = Named("Elasticvue"),
        ["neo4j"] = Named("Neo4j", "/data"),
        ["clickhouse/clickhouse-server"] = Named("ClickHouse", "/var/lib/clickhouse"),
        ["clickhouse"] = Named("ClickHouse", "/var/lib/clickhouse"),
        ["couchbase"] = Named("Couchbase", "/opt/couchbase/var"),
        ["couchbase/server"] = Named("Couchbase", "/opt/couchbase/var"),
        ["minio/minio"] = Named("MinIO", "/data", Get("/minio/health/ready", 9000, "/minio/health/live")),
        ["quay.io/minio/minio"] = Named("MinIO", "/data", Get("/minio/health/ready", 9000, "/minio/health/live")),
        ["rustfs/rustfs"] = Named("RustFS", "/data", Get("/health", 9000)),
        ["chrislusf/seaweedfs"] = Named("SeaweedFS", "/data"),
        ["atmoz/sftp"] = Named("SFTP", "/home"),
        ["getmeili/meilisearch"] = Named("Meilisearch", "/meili_data", Get("/health", 7700)),
        ["ravendb/ravendb"] = Named("RavenDB", "/var/lib/ravendb/data"),
        ["kurrentplatform/kurrentdb"] = Named("KurrentDB", "/var/lib/kurrentdb"),
        ["docker.kurrent.io/kurrent-latest/kurrentdb"] = Named("KurrentDB", "/var/lib/kurrentdb"),
        ["eventstore/eventstore"] = Named("EventStoreDB", "/var/lib/eventstore"),
        ["surrealdb/surrealdb"] = Named("SurrealDB", "/data"),
        ["surrealdb/surrealist"] = Named("Surrealist"),
        ["solr"] = Named("Solr", "/var/solr"),
        ["ollama/ollama"] = Named("Ollama", "/root/.ollama", Get("/", 11434)) with { StartsEmpty = true, Calls = ["registry.ollama.ai:443"] },
        ["ghcr.io/open-webui/open-webui"] = Named("Open WebUI", "/app/backend/data", Get("/health", 8080)) with { Calls = ["huggingface.co:443"] },
        ["ghcr.io/leejet/stable-diffusion.cpp"] = Single("Stable Diffusion"),
        ["cloudamqp/lavinmq"] = Named("LavinMQ", "/var/lib/lavinmq"),
        ["eclipse-mosquitto"] = Named("Mosquitto", "/mosquitto/data"),
        ["redpandadata/redpanda"] = Named("Redpanda", "/var/lib/redpanda/data", Get("/v1/status/ready", 9644)),
        ["docker.redpanda.com/redpandadata/redpanda"] = Named("Redpanda", "/var/lib/redpanda/data", Get("/v1/status/ready", 9644)),
        ["redpandadata/console"] = Named("Redpanda Console"),
        ["docker.redpanda.com/redpandadata/console"] = Named("Redpanda Console"),
        ["apache/activemq-classic"] = Named("ActiveMQ", "/opt/apache-activemq/data"),
        ["apache/activemq-artemis"] = Named("Artemis", "/var/lib/artemis-instance"),
        ["redis/redisinsight"] = Named("Redis Insight", "/data") with { AsksForServers = true },
        ["rediscommander/redis-commander"] = Single("Redis Commander") with { AsksForServers = true },
        ["joeferner/redis-commander"] = Single("Redis Commander") with { AsksForServers = true },
        ["ghcr.io/joeferner/redis-commander"] = Single("Redis Commander") with { AsksForServers = true },
        ["dbgate/dbgate"] = Named("DbGate", "/root/.dbgate") with { AsksForServers = true },
        ["t8y2/dbx"] = Single("dbx") with { AsksForServers = true },
        ["adminer"] = Single("Adminer") with { AsksForServers = true },
        ["phpmyadmin"] = Single("phpMyAdmin") with { AsksForServers = true },
        ["mongo-express"] = Single("Mongo Express"),
        ["sosedoff/pgweb"] = Single("pgweb") with { AsksForServers = true },
        ["crystaldba/postgres-mcp"] = Single("Postgres MCP"),
        ["ghcr.io/coleifer/sqlite-web"] = Single("sqlite-web"),
        ["sebagomez/azurestorageexplorer"] = Single("Azure Storage Explorer") with { AsksForServers = true },
        ["axllent/mailpit"] = Single("MailPit", Get("/readyz", 8025, "/livez")),
        ["changemakerstudiosus/papercut-smtp"] = Single("Papercut", Get("/health", 8080)),
        ["jkaninda/posta"] = Named("Posta", "/data"),
        ["listmonk/listmonk"] = Named("Listmonk", "/listmonk/uploads", Get("/health", 9000)),
        ["umamisoftware/umami"] = Named("Umami", null, Get("/api/heartbeat", 3000)),
        ["svhd/logto"] = Named("Logto"),
        ["ghcr.io/zitadel/zitadel"] = Named("Zitadel", null, Get("/healthz", 8080)),
        ["ghcr.io/open-feature/flagd"] = Named("flagd"),
        ["gofeatureflag/go-feature-flag"] = Named("GO Feature Flag", null, Get("/health", 1031)),
        ["grafana/k6"] = Single("k6"),
        ["ngrok/ngrok"] = Single("ngrok") with { Calls = ["connect.ngrok-agent.com:443"] },
        ["stripe/stripe-cli"] = Single("Stripe CLI") with { Calls = ["api.stripe.com:443"] },
        ["floci/floci"] = Named("Floci", "/app/data"),
        ["floci/floci-az"] = Named("Floci", "/app/data"),
        ["floci/floci-gcp"] = Named("Floci", "/app/data"),
        ["floci/floci-ui"] = Single("Floci UI"),
        ["rancher/k3s"] = Named("K3s", "/var/lib/rancher/k3s") with { Obstacle = "is a cluster of its own, whose pod must be privileged" },
        ["ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib"] = Named("OpenTelemetry Collector"),
        ["otel/opentelemetry-collector-contrib"] = Named("OpenTelemetry Collector"),
        ["mcr.microsoft.com/azure-sql-edge"] = Named("Azure SQL Edge", "/var/opt/mssql"),
        ["mcr.microsoft.com/azure-storage/azurite"] = Named("Azurite", "/data"),
        ["mcr.microsoft.com/azuredataexplorer/kustainer-linux"] = Named("Kusto emulator", "/kustodata"),
        ["mcr.microsoft.com/azure-app-configuration/app-configuration-emulator"] = Named("App Configuration emulator", "/app/.aace"),
        ["mcr.microsoft.com/azure-messaging/servicebus-emulator"] = Single("Service Bus emulator"),
        ["mcr.microsoft.com/azure-messaging/eventhubs-emulator"] = Single("Event Hubs emulator"),
        ["mcr.microsoft.com/dts/dts-emulator"] = Single("Durable Task Scheduler emulator"),
        ["mcr.microsoft.com/signalr/signalr-emulator"] = Single("SignalR emulator"),
        ["mcr.microsoft.com/azure-databases/data-api-builder"] = Named("Data API builder", null, Get("/health", 5000)),
    };

    // Bitnami's images run as uid 1001 in the group root, which writes to their own folders: the image knows that best.
    private static readonly Dictionary<string, string> ByBitnamiName = new(StringComparer.Ordinal)
    {
        ["postgresql"] = "/bitnami/postgresql",
        ["mysql"] = "/bitnami/mysql/data",
        ["mariadb"] = "/bitnami/mariadb",
        ["mongodb"] = "/bitnami/mongodb",
        ["redis"] = "/bitnami/redis/data",
        ["valkey"] = "/bitnami/valkey/data",
        ["rabbitmq"] = "/bitnami/rabbitmq/mnesia",
        ["kafka"] = "/bitnami/kafka",
        ["elasticsearch"] = "/bitnami/elasticsearch/data",
        ["minio"] = "/bitnami/minio/data",
    };

    /// <summary>All of them, by repository.</summary>
    public static IReadOnlyDictionary<string, ImageProfile> All => ByRepository;

    /// <summary>The profile of an image by its repository; null if nothing is known of it.</summary>
    public static ImageProfile? Of(string repository, string? tag)
    {
        if (repository == "mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator")
        {
            // The second generation is another program, with another place for its data.
            return tag?.StartsWith("vnext", StringComparison.Ordinal) == true ? Named("Cosmos DB emulator (vNext)", "/data") : Cosmos with { IsSingle = true };
        }

        return ByRepository.GetValueOrDefault(repository)
            ?? (repository.Split('/') is ["bitnami" or "bitnamilegacy" or "bitnamisecure", var name] && ByBitnamiName.TryGetValue(name, out var folder) ? Named($"Bitnami {name}", folder) : null);
    }

    private static ImageProfile Named(string name, string? dataFolder = null, ImageProbe? probe = null) => new(name, IsKnown: false) { DataFolder = dataFolder, Probe = probe };

    // Sessions, mail or telemetry are in the memory of one pod.
    private static ImageProfile Single(string name, ImageProbe? probe = null) => Named(name, null, probe) with { IsSingle = true };

    private static ImageProbe Get(string path, int port, string? live = null) => new([], path, port, live);
}
