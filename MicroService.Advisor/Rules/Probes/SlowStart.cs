using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>
/// Programs that may take long to start: they initialize or recover data, load models, or build themselves first. Killed halfway, they
/// begin anew.
/// </summary>
internal static partial class SlowStart
{
    private static readonly string[] Images =
    [
        "artifactory-jcr", "artifactory-oss", "artifactory-pro", "bitbucket", "confluence", "gitlab-ce", "gitlab-ee", "graylog", "jenkins",
        "jira-core", "jira-servicemanagement", "jira-software", "kibana", "liferay", "magento", "minecraft-server", "moodle", "nexus3",
        "nextcloud", "nifi", "odoo", "sonarqube", "text-embeddings-inference", "text-generation-inference", "tritonserver", "vllm-openai",
    ];

    /// <summary>True if a start may take minutes.</summary>
    public static bool Has(Container container) =>
        container.Workload.Kind is "StatefulSet"
        || DataStore.RunsIn(container)
        || Accelerator.Has(container)
        || Images.Contains(container.Image.ShortName, StringComparer.OrdinalIgnoreCase)
        || container.Workload.Volumes.Any(volume => volume.Has("persistentVolumeClaim")
            && container.Workload.MountsOf(volume.Text("name")).Any(mounted => mounted.Container == container))
        || container.CommandLine.Any(word => Building().IsMatch(word.Value))
        || Building().IsMatch(string.Join(' ', container.CommandLine.Select(word => word.Value).Take(4)));

    [GeneratedRegex(
        @"\b(npm|pnpm|yarn|bun) (ci|i|install|run build)\b|\b(pip3?|bundle|composer|poetry|gem|helm) (install|update|require|sync)\b|\buv (pip|sync)\b|\bgo (run|build|install)\b|\bcargo (run|build)\b|\bdotnet (run|build|watch|ef)\b|\b(mvnw?|gradlew?)\b|\b(apt|apt-get|apk|dnf|yum|microdnf) (add|install|update|upgrade)\b|\b(migrate|db:migrate|collectstatic|alembic upgrade|prisma (db|migrate))\b|\bgit clone\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Building();
}
