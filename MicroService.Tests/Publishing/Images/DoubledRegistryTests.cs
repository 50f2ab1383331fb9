using MicroService.Publishing.Images;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Images;

public sealed class DoubledRegistryTests
{
    [Theory]
    [InlineData("docker.io/docker.io/postgis/postgis:15-3.3", "docker.io/postgis/postgis:15-3.3")]
    [InlineData("docker.io/ghcr.io/org/app:1", "ghcr.io/org/app:1")]
    [InlineData("docker.io/registry.example.com:5000/app@sha256:00", "registry.example.com:5000/app@sha256:00")]
    [InlineData("docker.io/library/redis:7.4", "docker.io/library/redis:7.4")]
    [InlineData("docker.io/redis:7.4", "docker.io/redis:7.4")]
    [InlineData("ghcr.io/docker.io/app:1", "ghcr.io/docker.io/app:1")]
    public void Without_LeavesOutDockerHubBeforeAnotherRegistry(string reference, string pulled) => Assert.Equal(pulled, DoubledRegistry.Without(reference));

    [Fact]
    public void ImageOfTwoRegistries_IsKnownAndPointedOut()
    {
        var model = SampleModel.Of(""" "db": { "type": "container.v0", "image": "docker.io/docker.io/postgis/postgis:15-3.3" } """);

        Assert.Equal(("docker.io/postgis/postgis:15-3.3", "PostgreSQL"), (model.Workload("db").Image.Reference, model.Workload("db").Profile.Name));
        Assert.Contains(model.Warnings, warning => warning.Resource == "db" && warning.Message.Contains("two registries", StringComparison.Ordinal));
    }
}
