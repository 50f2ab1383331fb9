using MicroService.Advisor.Manifests;
using MicroService.Publishing.Helm;

namespace MicroService.Tests.Publishing.Helm;

public sealed class ConfigChecksumTests
{
    private const string Workload = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api }
        spec: { template: { metadata: { annotations: { "checksum/config": "1234", other: "5" } } } }
        """;

    [Theory]
    [InlineData("api", "api-config", "/api/config.yaml")]
    [InlineData("Web", "web-config", "/Web/config.yaml")]
    [InlineData("postgres", "postgres-history-create-config", "/postgres/history-create-config.yaml")]
    public void Checksum_IsTakenOfTheFileThatIsRendered(string resource, string configMap, string file)
    {
        var root = Yaml.Of(Workload);

        ConfigChecksum.Apply(root, resource, configMap);

        var annotations = (MappingNode)root.At("spec", "template", "metadata", "annotations")!;
        Assert.Equal($"{{{{ include (print $.Template.BasePath `{file}`) . | sha256sum }}}}", annotations.Text("checksum/config"));
        Assert.Equal("5", annotations.Text("other"));
    }

    [Fact]
    public void PodsWithoutAChecksum_GetNone()
    {
        var root = Yaml.Of("apiVersion: batch/v1\nkind: Job\nmetadata: { name: api }\nspec: { template: { metadata: { annotations: { other: \"5\" } } } }");

        ConfigChecksum.Apply(root, "api", "api-config");

        Assert.False(((MappingNode)root.At("spec", "template", "metadata", "annotations")!).Has("checksum/config"));
    }
}
