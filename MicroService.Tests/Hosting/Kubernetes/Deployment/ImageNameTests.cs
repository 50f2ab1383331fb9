using MicroService.Hosting.Kubernetes.Deployment;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("localhost/api:1.0.0", null, "api", "1.0.0", "localhost/api")]
    [InlineData("localhost:5000/team/api:1.0.0", "localhost:5000", "team/api", "1.0.0", "localhost:5000/team/api")]
    [InlineData("ghcr.io/owner/api:2", "ghcr.io", "owner/api", "2", "ghcr.io/owner/api")]
    public void Reference_IsSplit(string reference, string? registry, string repository, string tag, string name)
    {
        var image = ImageName.Of(reference);

        Assert.Equal((registry, repository, tag, name), (image.Registry, image.Repository, image.Tag, image.Name));
    }

    [Theory]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:10.0", "mcr.microsoft.com")]
    [InlineData("localhost:5000/base", "localhost:5000")]
    [InlineData("library/redis:8", "docker.io")]
    [InlineData("redis:8", "docker.io")]
    public void HostOfAnImage_IsItsRegistry(string reference, string host) => Assert.Equal(host, ImageName.HostOf(reference));
}
