using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Signs that a container writes to its image's own folders, so that it fails with a read-only root file system.</summary>
internal static class WrittenFiles
{
    // Servers that write their settings, caches, pid files or built code beside themselves, by their entrypoints. Kong needs its prefix,
    // /usr/local/kong (Kong/docs.konghq.com#5273), n8n its home (n8n-io/n8n#1240), LibreNMS s6 (librenms/docker#198).
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "activemq", "activemq-artemis", "adminer", "airflow", "all-spark-notebook", "apisix", "artemis", "artifactory-jcr",
            "artifactory-oss", "artifactory-pro", "base-notebook", "bind9", "bitbucket", "bookstack", "cassandra", "code-server",
            "confluence", "confluent-local", "datascience-notebook", "docker-mailserver", "dokuwiki", "drupal", "elasticsearch", "emby",
            "embyserver", "flink", "frigate", "ghost", "gitea", "gitlab-ce", "gitlab-ee", "gitlab-runner", "graylog", "graylog-enterprise",
            "guacamole", "hass", "home-assistant", "httpd", "icinga2", "jellyfin", "jenkins", "jetty", "jira-core", "jira-servicemanagement",
            "jira-software", "joomla", "jupyterhub", "k8s-hub", "keycloak", "kibana", "kong", "kong-gateway", "librenms", "localstack",
            "localstack-pro", "logstash", "magento", "matomo", "mediawiki", "metabase", "minecraft-server", "minimal-notebook",
            "mongo-express", "moodle", "n8n", "neo4j", "nextcloud", "nexus3", "kubernetes-zookeeper", "nginx-proxy-manager", "nifi", "nifi-registry",
            "node-chrome", "node-chromium", "node-edge", "node-firefox", "node-red", "odoo", "ollama", "openhab", "opensearch",
            "opensearch-dashboards", "openldap", "openresty", "openvpn-as", "owncloud", "paperless-ngx", "pgadmin4", "photoprism", "phpmyadmin", "pihole",
            "plex", "pms-docker", "postfix", "prestashop", "pulsar", "pyspark-notebook", "r-notebook", "ray", "redmine", "roundcubemail",
            "rundeck", "scipy-notebook", "skywalking-oap-server", "skywalking-ui", "solr", "sonarqube", "spark", "squid",
            "standalone-chrome", "standalone-firefox", "superset", "synapse", "syncthing", "sftp", "tensorflow-notebook", "tomcat", "tomee",
            "trino", "unbound", "unifi", "varnish", "vllm-openai", "wildfly", "wordpress", "zookeeper",
        ],
        StringComparer.OrdinalIgnoreCase);

    // Of whole organizations: s6-overlay needs a /run that it may write to and execute from (containers/podman#3803), Zabbix writes its
    // settings at start, Jitsi's images are on s6. ingress-nginx writes nginx.conf and certificates (kubernetes/ingress-nginx#6256 and
    // #7050), SQL Server its caches (microsoft/mssql-docker#794), Vaultwarden its keys beside its data. Bitnami's entrypoints write settings and
    // pid files below /opt/bitnami, for which their charts mount a volume at each of several folders.
    private static readonly string[] Publishers =
    [
        "bitnami/", "bitnamilegacy/", "bitnamisecure/", "hotio/", "ingress-nginx/controller", "jitsi/", "kaniko-project/",
        "linuxserver/", "mssql/server", "selenium/", "vaultwarden/server", "zabbix/zabbix-",
    ];

    // Images that write to one folder, and have not declared it as a volume, which a container runtime would make.
    private static readonly FrozenDictionary<string, string> DataFolders = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["grafana"] = "/var/lib/grafana",
        ["grafana-enterprise"] = "/var/lib/grafana",
        ["grafana-oss"] = "/var/lib/grafana",
        ["qdrant"] = "/qdrant/storage",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the container writes, as a sentence that says what to decide; null if nothing seems to speak against it.</summary>
    public static string? Objection(Container container, ObjectGraph graph) =>
        container.SecurityContext?.Boolean("privileged") == true
        || Capabilities.Added(container).Any(added => added.Value is "SYS_ADMIN" or "ALL")
            ? "It changes its node, and may write anywhere: decide where it needs to."
        : Accelerator.Has(container)
            ? "It has a GPU, whose programs keep models and compiled code in folders of their own: decide where it writes."
        : Images.Contains(container.Image.ShortName) || IsOnApache(container.Image)
        || Publishers.Any(publisher => container.Image.Repository.Contains(publisher, StringComparison.Ordinal))
            ? "The image writes to folders of its own: decide which of them become volumes."
        : DataFolders.GetValueOrDefault(container.Image.ShortName) is { } folder && !IsMounted(container, folder)
            ? $"The image writes to {folder}: decide which volume that becomes."
        : CommandWrites.Of(container, graph) is { } write
            ? write.StartsWith("runs", StringComparison.Ordinal)
                ? $"Its command {write}, which writes there: decide whether the image can have that already, or which folders become volumes."
                : $"Its command {write}: decide which folders become volumes."
        : CommandWrites.OfVariables(container) is { } named
            ? $"Its variable {named.Variable} names {named.Path}, which it writes, most likely: decide which folders become volumes."
        : null;

    private static bool IsMounted(Container container, string folder) =>
        container.VolumeMounts.Any(mount => mount.Text("mountPath")?.TrimEnd('/') is { } path
            && (folder == path || folder.StartsWith(path + "/", StringComparison.Ordinal)));

    private static bool IsOnApache(ImageReference image) => image.Tag?.Contains("apache", StringComparison.Ordinal) ?? false;
}
