using System.Globalization;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>
/// What is known of a public image: the user that it is built to run as, and where it writes besides <c>/tmp</c> and its data.
/// </summary>
/// <param name="User">The uid.</param>
/// <param name="ScratchPaths">Folders for sockets, pid files and caches.</param>
public sealed record KnownImage(long User, params IReadOnlyList<string> ScratchPaths)
{
    /// <summary>Which of these folders a variable puts somewhere else.</summary>
    public IReadOnlyList<(string Path, string Variable)> Movable { get; init; } = [];

    private static readonly string[] HubPrefixes = ["docker.io/", "index.docker.io/", "public.ecr.aws/docker/", "library/"];

    private static readonly KnownImage Postgres = new(999, "/var/run/postgresql");
    private static readonly KnownImage PostgresOnAlpine = new(70, "/var/run/postgresql");

    // .NET's images: the user "app" (dotnet/dotnet-docker, runtime-deps).
    private static readonly KnownImage DotNet = new(1654);

    private const string DotNetRepositories = "mcr.microsoft.com/dotnet/";
    private const int FirstDotNetWithUser = 8;

    private static readonly KnownImage Distroless = new(65532);

    // The uid in each image's own Dockerfile; of qdrant/qdrant, which is built for root, the uid in Qdrant's Helm chart; of mariadb,
    // whose Dockerfile lets the system choose, the one in the Dockerfile of its UBI variant; the first that Alpine gives, for Kafka UI.
    private static readonly Dictionary<string, KnownImage> ByRepository = new(StringComparer.Ordinal)
    {
        ["postgres"] = Postgres,
        ["pgvector/pgvector"] = Postgres,
        ["postgis/postgis"] = Postgres,
        ["timescale/timescaledb"] = PostgresOnAlpine,
        ["mysql"] = new(999, "/var/run/mysqld"),
        ["mariadb"] = new(999, "/run/mysqld"),
        ["mongo"] = new(999),
        ["redis"] = new(999, "/data"),
        ["valkey/valkey"] = new(999, "/data"),
        ["ghcr.io/microsoft/garnet"] = new(1654, "/data"),
        ["rabbitmq"] = new(999),
        ["memcached"] = new(11211),
        ["haproxy"] = new(99),
        ["nginx"] = new(101, "/var/cache/nginx", "/var/run"),
        ["nginxinc/nginx-unprivileged"] = new(101),
        ["grafana/grafana"] = new(472),
        ["prom/prometheus"] = new(65534),
        ["quay.io/prometheus/prometheus"] = new(65534),
        ["prom/alertmanager"] = new(65534),
        ["quay.io/prometheus/alertmanager"] = new(65534),
        ["qdrant/qdrant"] = new(1000, "/qdrant/snapshots", "/qdrant/init") { Movable = [("/qdrant/snapshots", "QDRANT__STORAGE__SNAPSHOTS_PATH")] },
        ["confluentinc/confluent-local"] = new(1000),
        ["quay.io/keycloak/keycloak"] = new(1000),
        ["elasticsearch"] = new(1000),
        ["docker.elastic.co/elasticsearch/elasticsearch"] = new(1000),
        ["mcr.microsoft.com/mssql/server"] = new(10001),
        ["provectuslabs/kafka-ui"] = new(100),
        ["kafbat/kafka-ui"] = new(100),
    };

    // The uid alone, of images that write to folders of their own: the USER of each Dockerfile, or the one that its entrypoint expects
    // (n8n-io/n8n#12582, matrix-org/synapse#14961, apache/airflow: AIRFLOW_UID).
    private static readonly Dictionary<string, long> Users = new(StringComparer.Ordinal)
    {
        ["apache/airflow"] = 50000,
        ["apache/apisix"] = 636,
        ["apache/nifi"] = 1000,
        ["apache/nifi-registry"] = 1000,
        ["atlassian/bitbucket"] = 2003,
        ["atlassian/confluence"] = 2002,
        ["atlassian/jira-core"] = 2001,
        ["atlassian/jira-servicemanagement"] = 2001,
        ["atlassian/jira-software"] = 2001,
        ["dpage/pgadmin4"] = 5050,
        ["graylog/graylog"] = 1100,
        ["graylog/graylog-enterprise"] = 1100,
        ["jenkins/jenkins"] = 1000,
        ["matrixdotorg/synapse"] = 991,
        ["docker.n8n.io/n8nio/n8n"] = 1000,
        ["n8nio/n8n"] = 1000,
        ["nodered/node-red"] = 1000,
        ["solr"] = 8983,
        ["sonarqube"] = 1000,
        ["sonatype/nexus3"] = 200,
    };

    // jupyter/docker-stacks: NB_UID. zabbix/zabbix-docker: the system user of each image.
    private static readonly (string Publisher, string Names, long User)[] UsersByPublisher =
    [
        ("jupyter/", "-notebook", 1000), ("quay.io/jupyter/", "-notebook", 1000), ("zabbix/", "zabbix-", 1997),
    ];

    // microsoft/mssql-docker#769 and #918, pgadmin-org/pgadmin4#6694, caddyserver/caddy-docker (Dockerfile.tmpl), coredns/coredns
    // (Dockerfile),
    // kubernetes/ingress-nginx (rootfs/Dockerfile), AdguardTeam/AdGuardHome (docker/Dockerfile).
    private static readonly string[] WithFileCapability =
    [
        "mcr.microsoft.com/mssql/server", "dpage/pgadmin4", "caddy", "coredns/coredns", "registry.k8s.io/coredns/coredns",
        "registry.k8s.io/ingress-nginx/controller", "adguard/adguardhome",
    ];

    // IPC_LOCK (hashicorp/vault, openbao/openbao, Dockerfile), and a list of them (pi-hole/docker-pi-hole).
    private static readonly string[] WithOtherFileCapability = ["hashicorp/vault", "vault", "openbao/openbao", "quay.io/openbao/openbao", "pihole/pihole"];

    // Variants that are built on distroless (prometheus/prometheus, Dockerfile.distroless).
    private static readonly string[] WithDistroless = ["prom/prometheus", "quay.io/prometheus/prometheus"];

    private static readonly Dictionary<string, KnownImage> OnAlpine = new(StringComparer.Ordinal)
    {
        ["postgres"] = PostgresOnAlpine,
        ["postgis/postgis"] = PostgresOnAlpine,
        ["rabbitmq"] = new(100),
    };

    /// <summary>What is known of the image, or null.</summary>
    public static KnownImage? Of(ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var repository = RepositoryOf(image);
        if (repository.StartsWith("gcr.io/distroless/", StringComparison.Ordinal) || repository.StartsWith("cgr.dev/chainguard/", StringComparison.Ordinal))
        {
            return Distroless;
        }

        if (repository.StartsWith(DotNetRepositories, StringComparison.Ordinal))
        {
            return RunsAsApp(repository, image) ? DotNet : null;
        }

        if (WithDistroless.Contains(repository) && (image.Tag?.EndsWith("-distroless", StringComparison.Ordinal) ?? false))
        {
            return Distroless;
        }

        var isAlpine = image.Tag?.Contains("alpine", StringComparison.Ordinal) ?? false;
        return (isAlpine ? OnAlpine.GetValueOrDefault(repository) : null) ?? ByRepository.GetValueOrDefault(repository);
    }

    /// <summary>The uid that the image is built to run as; null if that is not known.</summary>
    public static long? UserOf(ImageReference image)
    {
        if (Of(image) is { } known)
        {
            return known.User;
        }

        var repository = RepositoryOf(image);
        return Users.TryGetValue(repository, out var user) ? user
            : Array.Find(UsersByPublisher, entry => repository.StartsWith(entry.Publisher, StringComparison.Ordinal)
                && image.ShortName.Contains(entry.Names, StringComparison.Ordinal)) is { Publisher: not null } found ? found.User
            : null;
    }

    /// <summary>
    /// Whether the image's program has the file capability NET_BIND_SERVICE: where that is dropped the kernel does not start it, whatever
    /// ports it opens (capabilities(7), EPERM of execve).
    /// </summary>
    public static bool HasFileCapability(ImageReference image) => WithFileCapability.Contains(RepositoryOf(image));

    /// <summary>
    /// Whether the image's program runs as any user: it holds no files of its own (nats-io/nats-docker, built from scratch).
    /// </summary>
    public static bool RunsAsAnyUser(ImageReference image) => RepositoryOf(image) == "nats";

    /// <summary>As <see cref="HasFileCapability"/>, for other capabilities.</summary>
    public static bool HasOtherFileCapability(ImageReference image) => WithOtherFileCapability.Contains(RepositoryOf(image));

    // Not Windows, not the SDK, which builds, and not what came before the user did. A digest without a tag tells no version.
    private static bool RunsAsApp(string repository, ImageReference image)
    {
        var names = repository[DotNetRepositories.Length..].Split('/');
        var tag = image.Tag ?? (image.Digest is null ? "latest" : string.Empty);
        if (names.Contains("framework") || names.Contains("sdk") || tag.Contains("nanoserver", StringComparison.Ordinal) || tag.Contains("windowsservercore", StringComparison.Ordinal))
        {
            return false;
        }

        // YARP has versions of its own and was never built on an older .NET.
        return tag == "latest" || names[^1] == "yarp"
            || (int.TryParse(tag.AsSpan(0, tag.TakeWhile(char.IsAsciiDigit).Count()), NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= FirstDotNetWithUser);
    }

    /// <summary>The repository without what names Docker Hub, such as <c>postgres</c> for <c>docker.io/library/postgres</c>.</summary>
    public static string RepositoryOf(ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return HubPrefixes.Aggregate(image.Repository, (name, prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name);
    }
}
