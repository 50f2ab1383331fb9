using MicroService.Hosting.Kubernetes.Deployment;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

public sealed class DeploymentFilesTests
{
    [Fact]
    public void PushedImage_IsNamedByItsDigest() =>
        Assert.Contains("- ../overlays/prod\nimages:\n- name: ghcr.io/owner/api\n  digest: sha256:1\n", DeploymentFiles.Kustomization("prod", [new BuiltImage("ghcr.io/owner/api", "sha256:1", null)]), StringComparison.Ordinal);

    [Fact]
    public void LoadedImage_IsNamedByItsTag() =>
        Assert.Contains("- name: localhost/api\n  newTag: \"local-1\"\n", DeploymentFiles.Kustomization("", [new BuiltImage("localhost/api", null, "local-1")]), StringComparison.Ordinal);

    [Fact]
    public void NoImage_LeavesTheBaseAlone() => Assert.EndsWith("resources:\n- ../base\n", DeploymentFiles.Kustomization("", []), StringComparison.Ordinal);
}
