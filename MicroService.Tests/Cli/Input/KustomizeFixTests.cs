using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Cli.Input;

/// <summary>Fixes of resources that a kustomization changes on their way.</summary>
public sealed class KustomizeFixTests : IDisposable
{
    private readonly ManifestFolder _folder = new();

    [Fact]
    public async Task LabelsThatAnOverlayAdds_StayOutOfTheBase()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("base/web.yaml", ManifestFolder.Deployment)
            .Write("base/kustomization.yaml", "resources: [web.yaml]\n")
            .Write("prod/kustomization.yaml", "resources: [../base]\nlabels:\n- pairs: {env: prod}\n  includeSelectors: true\n");

        await _folder.RunAsync("fix", "prod", "--unsafe", "--write");

        Assert.Contains("kind: NetworkPolicy", _folder.Read("base/web.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("env", _folder.Read("base/web.yaml"), StringComparison.Ordinal);
        Assert.Contains("env: prod", await KubectlProgram.RenderTextAsync(_folder.Path("prod")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelsThatAreTheOnlyOnes_AreNamedAsWhatDecides()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("base/web.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: example.com/web:1\n")
            .Write("base/kustomization.yaml", "resources: [web.yaml]\n")
            .Write("prod/kustomization.yaml", "resources: [../base]\nlabels:\n- pairs:\n    env: prod\n");

        var result = await _folder.RunAsync("fix", "prod", "--unsafe", "--rule", "network-policy");

        Assert.Contains("prod/kustomization.yaml:4:5: Pod/web", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameNameInTwoNamespaces_GetsItsObjectsInBoth()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("web.yaml", $"{InNamespace("a")}---\n{InNamespace("b")}").Write("kustomization.yaml", "resources: [web.yaml]\n");

        await _folder.RunAsync("fix", ".", "--unsafe", "--write");

        Assert.Equal(2, _folder.Read("web.yaml").Split("kind: ServiceAccount\n").Length - 1);
        Assert.Equal(0, (await _folder.RunAsync("fix", ".", "--unsafe", "--check")).ExitCode);
    }

    [Fact]
    public async Task ResourceInJson_GetsNoObjectsThatKustomizeDoesNotRead()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("web.json", """{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "example.com/web:1"}]}}""")
            .Write("kustomization.yaml", "resources: [web.json]\n");

        var result = await _folder.RunAsync("fix", ".", "--unsafe", "--write");

        Assert.DoesNotContain("serviceAccountName", _folder.Read("web.json"), StringComparison.Ordinal);
        Assert.Contains("not fixed, as kustomize reads only the first object of a JSON file", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string InNamespace(string ns) => ManifestFolder.Deployment.Replace("metadata:\n  name: cart\n", $"metadata:\n  name: cart\n  namespace: {ns}\n", StringComparison.Ordinal);
}
