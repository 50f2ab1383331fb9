using MicroService.Hosting.Kubernetes.Deployment;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

public sealed class LocalClusterTests
{
    [Theory]
    [InlineData("kind-dev", "kind load image-archive a.tar --name dev")]
    [InlineData("k3d-dev", "k3d image import a.tar --cluster dev")]
    [InlineData("minikube", "minikube image load a.tar")]
    [InlineData("docker-desktop", "docker load --input a.tar")]
    public void LocalContext_LoadsImages(string context, string command)
    {
        var cluster = LocalCluster.Of(context)!;

        Assert.Equal(command, $"{cluster.Program} {string.Join(' ', cluster.Arguments("a.tar"))}");
    }

    [Theory]
    [InlineData("prod")]
    [InlineData("")]
    public void OtherContext_NeedsARegistry(string context) => Assert.Null(LocalCluster.Of(context));
}
