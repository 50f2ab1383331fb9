using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Publishing.Images;

public sealed class ImagesTableTests
{
    private const string Head = "| image | least memory | data in | pods | figure from |\n|---|---|---|---|---|\n";

    // Those that ImageProfiles describes itself, each by a reference.
    private static readonly string[] References =
    [
        "postgres:18", "mysql:9", "mariadb:12", "mongo:8", "redis:8", "valkey/valkey:9", "ghcr.io/microsoft/garnet:1.0", "rabbitmq:4", "nats:2", "prom/prometheus:v3", "grafana/grafana:12",
        "qdrant/qdrant:v1", "quay.io/keycloak/keycloak:26", "confluentinc/confluent-local:8", "elasticsearch:9", "mcr.microsoft.com/mssql/server:2022-latest", "dpage/pgadmin4:9", "kafbat/kafka-ui:v1",
        "gvenezl/oracle-free:23", "mcr.microsoft.com/dotnet/aspire-dashboard:13.6", "mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator:latest",
        "mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator:vnext-preview", "bitnami/postgresql:17", "bitnami/mysql:9", "bitnami/mariadb:12", "bitnami/mongodb:8", "bitnami/redis:8", "bitnami/valkey:8",
        "influxdb:2", "bitnami/rabbitmq:4", "bitnami/kafka:4", "bitnami/elasticsearch:9", "bitnami/minio:2025",
    ];

    [Fact]
    public void TableOfImages_IsThatOfTheCode()
    {
        var text = File.ReadAllText(RepositoryRoot.Combine("docs", "publishing.md"));
        var start = text.IndexOf("| image |", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var rows = References.Select(reference => ImageProfiles.Of(reference)).Concat(IntegrationImages.All.Values).Concat(CommonImages.All.Values).DistinctBy(profile => profile.Name)
            .OrderBy(profile => profile.Name, StringComparer.OrdinalIgnoreCase).Select(Row);

        GoldenFile.Matches("docs/publishing.md", text[..start] + Head + string.Concat(rows) + text[end..]);
    }

    [Fact]
    public void EveryTypeOfResource_IsInTheDocumentation()
    {
        var text = File.ReadAllText(RepositoryRoot.Combine("docs", "publishing.md"));
        string[] types =
        [
            ManifestResourceTypes.ProjectV0, ManifestResourceTypes.ProjectV1, ManifestResourceTypes.ContainerV0, ManifestResourceTypes.ContainerV1, ManifestResourceTypes.Dockerfile,
            ManifestResourceTypes.Executable, ManifestResourceTypes.Parameter, ManifestResourceTypes.Value, ManifestResourceTypes.AnnotatedString,
        ];

        Assert.All(types, type => Assert.Contains($"`{type}`", text, StringComparison.Ordinal));
    }

    private static string Row(ImageProfile profile)
    {
        var minimum = ImageMinimum.Of(profile);
        var memory = minimum is null ? "" : $" `{minimum.Memory}`{(minimum.Cpu is { } cpu ? $", {cpu} cores" : "")}";
        var folder = profile.DataFolder is { } data ? $" `{data}`" : "";
        return $"| {profile.Name} |{memory} |{folder} |{(profile.IsSingle ? " one" : "")} |{(minimum is null ? "" : $" {minimum.Source}")} |\n";
    }
}
