namespace MicroService.Publishing.Images;

/// <summary>
/// Images that models often have without an integration: stores, with the VOLUME of each Dockerfile, and tools that keep what they show in
/// the memory of one pod.
/// </summary>
internal static class CommonImages
{
    private static readonly Dictionary<string, ImageProfile> ByRepository = new(StringComparer.Ordinal)
    {
        ["redis/redis-stack"] = Named("Redis Stack", "/data"),
        ["redis/redis-stack-server"] = Named("Redis Stack", "/data"),
        ["cassandra"] = Named("Cassandra", "/var/lib/cassandra"),
        ["scylladb/scylla"] = Named("ScyllaDB", "/var/lib/scylla"),
        ["couchdb"] = Named("CouchDB", "/opt/couchdb/data"),
        ["arangodb"] = Named("ArangoDB", "/var/lib/arangodb3"),
        ["cockroachdb/cockroach"] = Named("CockroachDB", "/cockroach/cockroach-data"),
        ["mongodb/mongodb-atlas-local"] = Named("MongoDB Atlas Local", "/data/db"),
        ["zookeeper"] = Named("ZooKeeper", "/data") with { Environment = [("ZOO_DATA_LOG_DIR", "/data/log")] },
        ["consul"] = Named("Consul", "/consul/data"),
        ["hashicorp/consul"] = Named("Consul", "/consul/data"),
        ["typesense/typesense"] = Named("Typesense", "/data"),
        ["semitechnologies/weaviate"] = Named("Weaviate", "/var/lib/weaviate"),
        ["cr.weaviate.io/semitechnologies/weaviate"] = Named("Weaviate", "/var/lib/weaviate"),
        ["kibana"] = Named("Kibana"),
        ["docker.elastic.co/kibana/kibana"] = Named("Kibana"),
        ["logstash"] = Named("Logstash"),
        ["docker.elastic.co/logstash/logstash"] = Named("Logstash"),
        ["cloudflare/cloudflared"] = Named("cloudflared") with
        {
            AsksForServers = true,
            Calls = ["region1.v2.argotunnel.com:7844", "region2.v2.argotunnel.com:7844", "api.cloudflare.com:443"],
        },
        ["localstack/localstack"] = Single("LocalStack"),
        ["jaegertracing/all-in-one"] = Single("Jaeger"),
        ["jaegertracing/jaeger"] = Single("Jaeger"),
        ["cr.jaegertracing.io/jaegertracing/jaeger"] = Single("Jaeger"),
        ["openzipkin/zipkin"] = Single("Zipkin"),
        ["ghcr.io/openzipkin/zipkin"] = Single("Zipkin"),
        ["grafana/otel-lgtm"] = Single("Grafana LGTM"),
        ["maildev/maildev"] = Single("MailDev"),
        ["mailhog/mailhog"] = Single("MailHog"),
        ["rnwood/smtp4dev"] = Single("smtp4dev"),
        ["sj26/mailcatcher"] = Single("MailCatcher"),
        ["xabarilcoding/healthchecksui"] = Single("HealthChecks UI"),
        ["temporalio/admin-tools"] = Single("Temporal CLI"),
        ["temporalio/temporal"] = Single("Temporal CLI"),
    };

    /// <summary>All of them, by repository.</summary>
    public static IReadOnlyDictionary<string, ImageProfile> All => ByRepository;

    /// <summary>The profile of an image by its repository; null if nothing is known of it.</summary>
    public static ImageProfile? Of(string repository, string? tag) => repository == "influxdb"
        ? Named("InfluxDB", tag?.StartsWith("1.", StringComparison.Ordinal) == true ? "/var/lib/influxdb" : tag?.StartsWith('3') == true ? null : "/var/lib/influxdb2")
        : ByRepository.GetValueOrDefault(repository);

    private static ImageProfile Named(string name, string? dataFolder = null) => new(name, IsKnown: false) { DataFolder = dataFolder };

    private static ImageProfile Single(string name) => Named(name) with { IsSingle = true };
}
