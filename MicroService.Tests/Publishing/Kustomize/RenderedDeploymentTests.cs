using MicroService.Publishing.Kustomize;

namespace MicroService.Tests.Publishing.Kustomize;

public sealed class RenderedDeploymentTests
{
    private const string Text = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: api
        spec:
          template:
            spec:
              containers:
              - name: api
                image: ghcr.io/owner/api@sha256:1
        ---
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: create
        spec:
          template:
            spec:
              containers:
              - name: create
                image: postgres:18
        """;

    [Fact]
    public void Objects_AreToldApart()
    {
        var rendered = RenderedDeployment.Read(Text)!;

        Assert.Contains("name: shop", rendered.Namespace, StringComparison.Ordinal);
        Assert.Equal(["deployment/api"], rendered.Rollouts);
        Assert.Equal(["ghcr.io/owner/api@sha256:1", "postgres:18"], rendered.Images);
    }

    [Fact]
    public void TextThatIsNoManifest_IsNothing() => Assert.Null(RenderedDeployment.Read("error: no such folder\n  - x: ]"));
}
