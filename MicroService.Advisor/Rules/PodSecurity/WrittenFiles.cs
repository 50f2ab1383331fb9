using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Signs that a container writes to its image's own folders, so that it fails with a read-only root file system.</summary>
internal static class WrittenFiles
{
    // Servers that write their settings, caches, pid files or built code beside themselves, by their entrypoints.
    private static readonly FrozenSet<string> Images = FrozenSet.ToFrozenSet(
        [
            "activemq", "activemq-artemis", "adminer", "airflow", "artemis", "artifactory-oss", "base-notebook",
            "cassandra", "code-server", "confluent-local", "datascience-notebook", "drupal", "elasticsearch", "flink",
            "ghost", "gitea", "gitlab-ce", "gitlab-ee", "gitlab-runner", "httpd", "jenkins", "jetty", "joomla",
            "jupyterhub", "k8s-hub", "keycloak", "kibana", "logstash", "matomo", "mediawiki", "metabase",
            "mongo-express", "moodle", "neo4j", "nextcloud", "nexus3", "node-chrome", "node-chromium", "node-edge",
            "node-firefox", "odoo", "ollama", "opensearch", "opensearch-dashboards", "pgadmin4", "phpmyadmin",
            "pulsar", "ray", "redmine", "scipy-notebook", "skywalking-oap-server", "skywalking-ui",
            "solr", "sonarqube", "spark", "standalone-chrome", "standalone-firefox", "superset", "tomcat", "tomee",
            "trino", "vllm-openai", "wildfly", "wordpress", "zookeeper",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What the container writes, as a sentence that says what to decide; null if nothing seems to speak against it.</summary>
    public static string? Objection(Container container) =>
        container.SecurityContext?.Boolean("privileged") == true
        || Capabilities.Added(container).Any(added => added.Value is "SYS_ADMIN" or "ALL")
            ? "It changes its node, and may write anywhere: decide where it needs to."
        : Accelerator.Has(container)
            ? "It has a GPU, whose programs keep models and compiled code in folders of their own: decide where it writes."
        : Images.Contains(container.Image.ShortName) || IsOnApache(container.Image)
        || container.Image.Repository.StartsWith("selenium/", StringComparison.Ordinal)
            ? "The image writes to folders of its own: decide which of them become volumes."
        : null;

    private static bool IsOnApache(ImageReference image) => image.Tag?.Contains("apache", StringComparison.Ordinal) ?? false;
}
