using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Images;

public sealed class ImageMinimumTests
{
    [Theory]
    [InlineData("container-registry.oracle.com/database/free:23.8.0.0", "4Gi", "/opt/oracle/oradata")]
    [InlineData("docker.io/milvusdb/milvus:v2.5.17", "8Gi", "/var/lib/milvus")]
    [InlineData("docker.io/library/elasticsearch:9.1.4", "2Gi", "/usr/share/elasticsearch/data")]
    [InlineData("docker.io/confluentinc/confluent-local:8.1.0", "2Gi", "/var/lib/kafka/data")]
    [InlineData("quay.io/keycloak/keycloak:26.6", "1Gi", "/opt/keycloak/data")]
    [InlineData("mcr.microsoft.com/mssql/server:2022-latest", "2Gi", "/var/opt/mssql")]
    [InlineData("mcr.microsoft.com/azure-messaging/servicebus-emulator:1.1.2", "2Gi", null)]
    [InlineData("mcr.microsoft.com/azure-messaging/eventhubs-emulator:2.1.0", "2Gi", null)]
    [InlineData("mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator:latest", "3Gi", null)]
    [InlineData("mcr.microsoft.com/azure-storage/azurite:3.35.0", null, "/data")]
    [InlineData("docker.io/ollama/ollama:0.12.3", "8Gi", "/root/.ollama")]
    [InlineData("docker.io/getmeili/meilisearch:v1.10", "512Mi", "/meili_data")]
    [InlineData("docker.redpanda.com/redpandadata/redpanda:v26.1.10", "2Gi", "/var/lib/redpanda/data")]
    [InlineData("docker.io/surrealdb/surrealdb:v3.1", "512Mi", "/data")]
    [InlineData("mcr.microsoft.com/cosmosdb/linux/azure-cosmos-emulator:vnext-preview", "1Gi", "/data")]
    [InlineData("bitnamilegacy/postgresql:17", "512Mi", "/bitnami/postgresql")]
    [InlineData("registry.example.com:5000/mirror/mssql/server:2022-latest", "2Gi", "/var/opt/mssql")]
    [InlineData("123456789012.dkr.ecr.eu-west-1.amazonaws.com/docker-hub/library/mysql@sha256:0123456789012345678901234567890123456789012345678901234567890123", "1Gi", "/var/lib/mysql")]
    [InlineData("shop.azurecr.io/quay.io/keycloak/keycloak:26.5", "1Gi", "/opt/keycloak/data")]
    [InlineData("shop.azurecr.io/keycloak/keycloak:26.5", "1Gi", "/opt/keycloak/data")]
    [InlineData("ghcr.io/someone/mysql:9", null, null)]
    [InlineData("docker.io/library/cassandra:5", "4Gi", "/var/lib/cassandra")]
    [InlineData("redis/redis-stack-server:7.4.0-v3", "512Mi", "/data")]
    [InlineData("influxdb:1.8", "512Mi", "/var/lib/influxdb")]
    [InlineData("influxdb:2.7-alpine", "512Mi", "/var/lib/influxdb2")]
    [InlineData("maildev/maildev:latest", null, null)]
    public void ImageOfAnIntegration_HasItsMemoryAndItsData(string image, string? memory, string? folder)
    {
        var profile = ImageProfiles.Of(image);

        Assert.Equal((memory, folder), (ImageMinimum.Of(profile)?.Memory, profile.DataFolder));
    }

    [Theory]
    [InlineData(null, null, "2Gi", 0)]
    [InlineData("512Mi", null, "2Gi", 1)]
    [InlineData("8Gi", null, "8Gi", 0)]
    [InlineData("512Mi", "4Gi", "4Gi", 0)]
    [InlineData(null, "1Gi", "1Gi", 1)]
    public void MemoryBelowTheMinimum_IsWarnedOf(string? general, string? own, string memory, int warnings)
    {
        var options = new KubernetesOptions
        {
            Application = "shop",
            Defaults = new WorkloadSettings { Memory = general },
            Resources = own is null ? new Dictionary<string, WorkloadSettings>() : new Dictionary<string, WorkloadSettings> { ["sql"] = new() { Memory = own } },
        };
        var application = Hardened.Of(SampleModel.Of(""" "sql": { "type": "container.v0", "image": "mcr.microsoft.com/mssql/server:2022-CU20" } """, options), options);
        var container = new MicroService.Advisor.Objects.ObjectGraph(application.Files).Workloads.Single().Containers.Single();

        Assert.Equal(memory, container.Node.At("resources", "limits", "memory")!.ToString());
        Assert.Equal(warnings, application.Warnings.Count(warning => warning.Message.Contains("SQL Server needs 2Gi", StringComparison.Ordinal)));
    }

    [Fact]
    public void UnknownStores_AreSaidToBeGuessesInOneLine()
    {
        var options = new KubernetesOptions { Application = "shop" };
        var model = SampleModel.Of(
            """
            "a": { "type": "container.v0", "image": "example.com/store:1", "volumes": [{ "name": "v", "target": "/d", "readOnly": false }] },
            "b": { "type": "container.v0", "image": "example.com/other:1", "connectionString": "x" },
            "c": { "type": "container.v0", "image": "example.com/web:1" }
            """,
            options);

        var warning = Assert.Single(Hardened.Of(model, options).Warnings, warning => warning.Message.Contains("guess", StringComparison.Ordinal));
        Assert.Contains("a (example.com/store:1, 256Mi), b (example.com/other:1, 256Mi)", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com/web", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["start", "--import-realm"]""", "{}", "true", "false")]
    [InlineData("""["start"]""", """{ "KC_HOSTNAME": "https://id.example.com" }""", "true", null)]
    [InlineData("""["start", "--https-certificate-file=/c.pem"]""", "{}", null, null)]
    [InlineData("""["start-dev"]""", "{}", null, null)]
    [InlineData("""["start"]""", """{ "KC_HTTP_ENABLED": "false", "KC_HTTPS_CERTIFICATE_FILE": "/c.pem" }""", "false", null)]
    public void KeycloakInProduction_StartsBehindAProxy(string arguments, string variables, string? http, string? strict)
    {
        var keycloak = SampleModel.Of($$""" "k": { "type": "container.v0", "image": "quay.io/keycloak/keycloak:26.6", "args": {{arguments}}, "env": {{variables}} } """).Workload("k");

        Assert.Equal((http, strict), (keycloak.Setting("KC_HTTP_ENABLED"), keycloak.Setting("KC_HOSTNAME_STRICT")));
    }

    [Fact]
    public void FunctionsProject_IsAnUnknownImage()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "project.v0", "path": "f.csproj", "env": { "FUNCTIONS_WORKER_RUNTIME": "dotnet-isolated" }, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """);

        Assert.Null(pod.Workload.PodSpec.At("securityContext", "runAsUser"));
        Assert.Null(pod.Container.At("securityContext", "readOnlyRootFilesystem"));
        Assert.Null(pod.Variable("DOTNET_GCHeapHardLimitPercent"));
        Assert.Equal("http://+:8080", SampleModel.Of(""" "f": { "type": "project.v0", "path": "f.csproj", "env": { "functions_worker_runtime": "x" }, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """).Workload("f").Setting("ASPNETCORE_URLS"));
    }
}
