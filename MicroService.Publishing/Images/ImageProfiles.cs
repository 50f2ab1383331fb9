using System.Globalization;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Images;

/// <summary>
/// The profiles of known images, based on the advisor's <see cref="KnownImage"/>, so that its fixes and these profiles agree.
/// </summary>
internal static class ImageProfiles
{
    /// <summary>NATS, whose arguments decide whether it keeps data.</summary>
    public const string Nats = "NATS";

    /// <summary>MongoDB, which may be told to be a member of a replica set.</summary>
    public const string Mongo = "MongoDB";

    /// <summary>MySQL, whose older versions take no volume with a folder of its own.</summary>
    public const string MySql = "MySQL";

    /// <summary>Qdrant, whose snapshots are in a folder of their own.</summary>
    public const string Qdrant = "Qdrant";

    /// <summary>Where Qdrant's image keeps them.</summary>
    private const string QdrantSnapshotFolder = "/qdrant/snapshots";

    /// <summary>Keycloak, whose arguments decide whether it must have TLS.</summary>
    public const string Keycloak = "Keycloak";

    /// <summary>The standalone dashboard of Aspire.</summary>
    public const string Dashboard = "Aspire dashboard";

    // Snapshots are backups: they are kept with the data, where Qdrant looks at its folder of collections only (its configuration, storage).
    private const string QdrantSnapshots = "QDRANT__STORAGE__SNAPSHOTS_PATH";

    private const string Temporary = "/tmp";
    private const string UsualSize = "64Mi";

    private static readonly string[] PublicRegistries =
        ["docker.io", "mcr.microsoft.com", "quay.io", "ghcr.io", "container-registry.oracle.com", "docker.elastic.co", "docker.redpanda.com", "docker.kurrent.io", "gcr.io", "registry.k8s.io", "public.ecr.aws", "cgr.dev"];

    // Caches without a volume write snapshots here, which may be as large as their memory.
    private const string DataSize = "256Mi";

    // From 18 on the image has a folder for each major version below this one (docker-library/postgres#1259).
    private const int FirstPostgresWithVersions = 18;

    // The variables that each entrypoint reads with its function file_env.
    private static readonly ImageSecretFiles PostgresFiles = new("_FILE", "postgres", "POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_INITDB_ARGS");
    private static readonly ImageSecretFiles MySqlFiles = new("_FILE", "mysqld", "MYSQL_ROOT_HOST", "MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD", "MYSQL_ROOT_PASSWORD");
    private static readonly ImageSecretFiles MariaDbFiles = new(
        "_FILE",
        "mariadbd",
        [
            .. MySqlFiles.Names, .. MySqlFiles.Names.Select(name => name.Replace("MYSQL_", "MARIADB_", StringComparison.Ordinal)), "MARIADB_PASSWORD_HASH", "MARIADB_ROOT_PASSWORD_HASH",
            "MARIADB_REPLICATION_USER", "MARIADB_REPLICATION_PASSWORD", "MARIADB_REPLICATION_PASSWORD_HASH", "MARIADB_MASTER_HOST", "MARIADB_MASTER_PORT", "MARIADB_USER_HOST",
        ]);

    /// <summary>
    /// The profile of Qdrant with its snapshots where a resource has them: in a volume of their own, or with its data.
    /// </summary>
    public static ImageProfile QdrantOf(WorkloadResource resource, ImageProfile profile) =>
        resource is ContainerResource container && container.Volumes.Any(volume => $"{QdrantSnapshotFolder}/".StartsWith($"{volume.Target.TrimEnd('/')}/", StringComparison.Ordinal))
            ? profile with { Environment = [.. profile.Environment.Where(variable => variable.Name != QdrantSnapshots)] }
            : profile with { Scratch = [.. profile.Scratch.Where(folder => folder.Path != QdrantSnapshotFolder)] };

    /// <summary>The profile of .NET projects: user <c>app</c>, writes only to <c>/tmp</c>.</summary>
    public static ImageProfile Project { get; } = new(".NET", IsKnown: true) { User = 1654, Scratch = [new ScratchFolder(Temporary, UsualSize)] };

    /// <summary>The profile of the image with a reference.</summary>
    public static ImageProfile Of(string reference)
    {
        var image = ImageReference.Parse(reference);
        if (MirroredBy(image) is { } mirrored)
        {
            return Of(mirrored) with { MirrorOf = mirrored.Repository };
        }

        return Of(image);
    }

    /// <summary>The profile of an image that the application builds, in whichever registry: it is no copy of another.</summary>
    public static ImageProfile OfBuilt(string reference) => Of(ImageReference.Parse(reference));

    private static ImageProfile Of(ImageReference image)
    {
        var repository = KnownImage.RepositoryOf(image);
        var known = KnownImage.Of(image);
        if (known is not null && repository.StartsWith("mcr.microsoft.com/dotnet/", StringComparison.Ordinal))
        {
            return repository.EndsWith("/aspire-dashboard", StringComparison.Ordinal) ? Project with { Name = Dashboard, IsSingle = true } : Project;
        }

        var profile = Described(repository, image.Tag) ?? new ImageProfile(image.ShortName, known is not null);
        return profile with
        {
            User = known?.User ?? profile.User,
            Scratch = known is null && !profile.IsKnown ? [] : [new ScratchFolder(Temporary, UsualSize), .. (known?.ScratchPaths ?? []).Select(path => new ScratchFolder(path, path == "/data" ? DataSize : UsualSize))],
        };
    }

    // A registry of one's own has copies under the same path, with or without what it calls the source: docker-hub/library/postgres.
    private static ImageReference? MirroredBy(ImageReference image)
    {
        var parts = image.Repository.Split('/');
        if (parts.Length == 1 || !parts[0].AsSpan().ContainsAny('.', ':') || PublicRegistries.Any(registry => parts[0] == registry || parts[0].EndsWith($".{registry}", StringComparison.Ordinal)))
        {
            return null;
        }

        var rests = Enumerable.Range(1, parts.Length - 1).Select(start => string.Join('/', parts[start..])).SelectMany(rest => PublicRegistries.Select(registry => $"{registry}/{rest}").Prepend(rest));
        return rests.Select(rest => image with { Repository = rest })
            .FirstOrDefault(candidate => KnownImage.Of(candidate) is not null || Described(KnownImage.RepositoryOf(candidate), candidate.Tag) is not null);
    }

    // Data folders are the VOLUME of each Dockerfile; health paths and variables ending in _FILE are in each image's documentation.
    private static ImageProfile? Described(string repository, string? tag) => repository switch
    {
        "postgres" or "pgvector/pgvector" or "postgis/postgis" or "timescale/timescaledb" => Postgres(repository, tag),
        "mysql" => Known(MySql) with { DataFolder = "/var/lib/mysql", SecretFiles = MySqlFiles, Probe = Command("mysqladmin", "--host=127.0.0.1", "--silent", "ping") },
        "mariadb" => Known("MariaDB") with { DataFolder = "/var/lib/mysql", SecretFiles = MariaDbFiles, Probe = Command("mariadb-admin", "--host=127.0.0.1", "--silent", "ping") },
        "mongo" => Known(Mongo) with { DataFolder = "/data/db", SecretFiles = new("_FILE", "mongod", "MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD") },
        "redis" => Known("Redis"),
        "valkey/valkey" => Known("Valkey"),
        "ghcr.io/microsoft/garnet" => Known("Garnet"),
        "rabbitmq" => Known("RabbitMQ") with { DataFolder = "/var/lib/rabbitmq" },
        "nats" => Known(Nats),
        "prom/prometheus" or "quay.io/prometheus/prometheus" => Known("Prometheus") with { DataFolder = "/prometheus", Probe = Get("/-/ready", 9090) with { LivePath = "/-/healthy" } },
        "grafana/grafana" => Known("Grafana") with { AsksForServers = true, DataFolder = "/var/lib/grafana", SecretFiles = new("__FILE", null, "GF_*"), Probe = Get("/api/health", 3000) },
        "qdrant/qdrant" => Known(Qdrant) with { DataFolder = "/qdrant/storage", Probe = Get("/readyz", 6333) with { LivePath = "/livez" }, Environment = [("QDRANT_INIT_FILE_PATH", "/qdrant/init/.qdrant-initialized"), (QdrantSnapshots, "/qdrant/storage/snapshots")] },
        "quay.io/keycloak/keycloak" => Known(Keycloak) with { DataFolder = "/opt/keycloak/data", WritesToRoot = true },
        "confluentinc/confluent-local" => Known("Kafka") with { DataFolder = "/var/lib/kafka/data", WritesToRoot = true, Environment = [("KAFKA_LOG_DIRS", "/var/lib/kafka/data/logs")] },
        "elasticsearch" or "docker.elastic.co/elasticsearch/elasticsearch" => Known("Elasticsearch") with { DataFolder = "/usr/share/elasticsearch/data", WritesToRoot = true },
        "mcr.microsoft.com/mssql/server" => Known("SQL Server") with { DataFolder = "/var/opt/mssql", WritesToRoot = true },
        // Its Python has a file capability and does not start without it (pgadmin-org/pgadmin4#6694).
        "dpage/pgadmin4" => new ImageProfile("pgAdmin", IsKnown: false) { IsSingle = true, AsksForServers = true, SecretFiles = new("_FILE", null, "PGADMIN_DEFAULT_PASSWORD", "PGADMIN_CONFIG_CONFIG_DATABASE_URI") },
        "provectuslabs/kafka-ui" or "kafbat/kafka-ui" => Known("Kafka UI") with { AsksForServers = true, Probe = Get("/actuator/health", 8080) },
        // The user oracle of each image's Containerfile; its data folder must be writable for it.
        "container-registry.oracle.com/database/free" or "container-registry.oracle.com/database/express" or "container-registry.oracle.com/database/enterprise"
            or "gvenezl/oracle-free" or "gvenezl/oracle-xe" => new ImageProfile("Oracle", IsKnown: false) { User = 54321, DataFolder = "/opt/oracle/oradata", WritesToRoot = true },
        _ => IntegrationImages.Of(repository, tag) ?? CommonImages.Of(repository, tag),
    };

    private static ImageProfile Postgres(string repository, string? tag)
    {
        // While the image initializes its data, the server listens only on the socket.
        var profile = Known("PostgreSQL") with { SecretFiles = PostgresFiles, Probe = Command("pg_isready", "--quiet", "--host=127.0.0.1") };
        var version = MajorVersion(repository, tag);
        if (version is null or >= FirstPostgresWithVersions)
        {
            // A volume is moved only if its place is certainly wrong: an older server would lose its data.
            const string Former = "/var/lib/postgresql/data";
            return profile with { DataFolder = "/var/lib/postgresql", FormerDataFolder = version is null ? null : Former, OlderDataFolder = version is null ? Former : null };
        }

        // Volumes often have a lost+found, and initdb takes only an empty folder.
        return profile with { DataFolder = "/var/lib/postgresql/data", IsDataFolderMounted = true, Environment = [("PGDATA", "/var/lib/postgresql/data/pgdata")] };
    }

    // 17.6, 17-alpine, pg17 (pgvector), 2.22-pg17 (TimescaleDB), 16-3.4 (PostGIS).
    private static int? MajorVersion(string repository, string? tag)
    {
        var start = tag?.IndexOf("pg", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : 0;
        var digits = string.Concat((tag ?? string.Empty).Skip(start).TakeWhile(char.IsAsciiDigit));
        var isMajor = start > 0 || repository is "postgres" or "postgis/postgis";
        return isMajor && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    private static ImageProfile Known(string name) => new(name, IsKnown: true);

    private static ImageProbe Command(params string[] command) => new(command);

    private static ImageProbe Get(string path, int port) => new([], path, port);
}
