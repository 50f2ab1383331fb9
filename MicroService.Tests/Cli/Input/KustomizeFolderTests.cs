using System.Text.Json.Nodes;
using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Cli.Input;

public sealed class KustomizeFolderTests : IDisposable
{
    private const string Patch = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: cart
        spec:
          template:
            spec:
              containers:
              - name: cart
                resources:
                  limits:
                    memory: 64Mi

        """;

    private readonly ManifestFolder _folder = new();

    [Theory]
    [InlineData("kustomization.yaml")]
    [InlineData("kustomization.yml")]
    [InlineData("Kustomization")]
    public async Task Overlay_IsAuditedAsItIsBuilt(string fileName)
    {
        await WriteOverlayAsync(fileName);

        var report = await _folder.AuditAsync("overlay");

        Assert.Equal(["Deployment"], Objects(report).Where(kind => kind == "Deployment"));
        // The base has no memory limit, the patch no image.
        Assert.DoesNotContain(report["findings"]!.AsArray(), finding => (string?)finding!["rule"] is "memory-limit" or "selector-matches-template" or "image-tag");
    }

    [Theory]
    [InlineData("cpu-request", "overlay/patch.yaml", 11)]
    [InlineData("readiness-probe", "base/deployment.yaml", 13)]
    [InlineData("image-digest", "base/kustomization.yaml", 5)]
    public async Task Finding_IsWhereTheValueIsWritten(string rule, string source, int line)
    {
        await WriteOverlayAsync();

        var finding = (await _folder.AuditAsync("overlay"))["findings"]!.AsArray().Single(finding => (string?)finding!["rule"] == rule)!;

        Assert.Equal((source, line), ((string?)finding["source"], (int)finding["line"]!));
    }

    [Fact]
    public async Task FindingOfAnotherFile_IsNamedWithItInText()
    {
        await WriteOverlayAsync();

        var result = await _folder.RunAsync("audit", "overlay");

        Assert.Matches(@"(?m)^  warning  cpu-request  .*  overlay/patch\.yaml: cart: The container requests no CPU", result.Output);
        Assert.Contains("Deployment/cart  base/deployment.yaml:1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonPatchInTheKustomization_IsWhereItsValuesAre()
    {
        await WriteOverlayAsync();
        _folder.Write("overlay/kustomization.yaml", """
            resources: [../base]
            patches:
            - target: {kind: Deployment}
              patch: |-
                - op: add
                  path: /spec/template/spec/hostNetwork
                  value: true

            """);

        var finding = (await _folder.AuditAsync("overlay"))["findings"]!.AsArray().Single(finding => (string?)finding!["pointer"] == "/spec/template/spec/hostNetwork")!;

        Assert.Equal(("overlay/kustomization.yaml", 7), ((string?)finding["source"], (int)finding["line"]!));
    }

    [Fact]
    public async Task Fix_ChangesTheResourceAndLeavesPatchesAlone()
    {
        await WriteOverlayAsync();
        var before = _folder.Files();

        var result = await _folder.RunAsync("fix", "overlay", "--unsafe", "--write");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["base/deployment.yaml"], _folder.Files().Where(file => before.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key));
        Assert.Contains("readinessProbe:", _folder.Read("base/deployment.yaml"), StringComparison.Ordinal);
        await KubectlProgram.RenderAsync(_folder.Path("overlay"));
    }

    [Fact]
    public async Task FixOfWhatAPatchDecides_IsHeldAndNamesThePatch()
    {
        await WriteOverlayAsync();

        var result = await _folder.RunAsync("fix", "overlay", "--write");

        Assert.DoesNotContain("64Mi", _folder.Read("base/deployment.yaml"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^overlay/patch\.yaml:11:\d+: Deployment/cart: not fixed, .*request the memory that the limit allows", result.Error);
    }

    [Fact]
    public async Task SecondFix_ChangesNothing()
    {
        await WriteOverlayAsync();
        await _folder.RunAsync("fix", "overlay", "--unsafe", "--write");

        var again = await _folder.RunAsync("fix", "overlay", "--unsafe");

        Assert.Equal((0, ""), (again.ExitCode, again.Output));
    }

    [Fact]
    public async Task PrefixSuffixAndNamespace_StayOutOfTheResource()
    {
        await WriteOverlayAsync();
        _folder.Write("overlay/kustomization.yaml", "resources: [../base]\nnamePrefix: eu-\nnameSuffix: -v2\nnamespace: shop\n");

        await _folder.RunAsync("fix", "overlay", "--unsafe", "--write");

        Assert.DoesNotMatch("eu-|-v2|namespace: shop", _folder.Read("base/deployment.yaml"));
        var built = await KubectlProgram.RenderTextAsync(_folder.Path("overlay"));
        Assert.Contains("serviceAccountName: eu-cart-v2", built, StringComparison.Ordinal);
        Assert.DoesNotContain("eu-eu-", built, StringComparison.Ordinal);
        Assert.Empty((await _folder.RunAsync("fix", "overlay", "--unsafe")).Output);
    }

    [Fact]
    public async Task FolderOfOverlays_AuditsThoseThatNoOtherBuildsOn()
    {
        await WriteOverlayAsync();
        _folder.Write("prod/kustomization.yaml", "resources: [../base]\nnamespace: prod\n");
        _folder.Write("component/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n");

        var report = await _folder.AuditAsync(".");

        Assert.Equal([null, "prod"], report["objects"]!.AsArray().Where(audited => (string?)audited!["object"]!["kind"] == "Deployment").Select(audited => (string?)audited!["object"]!["namespace"]));
    }

    [Fact]
    public async Task ResourceOfTwoOverlays_ChangesOnlyAsBothNeedIt()
    {
        await WriteOverlayAsync();
        _folder.Write("prod/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n");
        _folder.Write("prod/patch.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\nspec: {minReadySeconds: 30}\n");

        await _folder.RunAsync("fix", ".", "--unsafe", "--write");

        var text = _folder.Read("base/deployment.yaml");
        Assert.Contains("readinessProbe:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("minReadySeconds", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverlayWhoseSecretsAreElsewhere_IsSkippedWithOneLine()
    {
        await WriteOverlayAsync();
        _folder.Write("secrets/kustomization.yaml", "secretGenerator: [{name: cart, envs: [cart.env]}]\n");

        var result = await _folder.RunAsync("audit", ".");

        Assert.Equal((1, "secrets: skipped, as cart.env, which its generators read, is not here.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("a")]
    public async Task KustomizationsInACircle_AreNamedWithIt(string path)
    {
        _folder.Write("a/kustomization.yaml", "resources: [../b/]\n");
        _folder.Write("b/kustomization.yaml", "resources: [../a]\n");

        var result = await _folder.RunAsync("audit", path);

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("a: the kustomizations build on each other in a circle: a → b → a.", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("there are no manifests", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BaseOnTheNetwork_IsNamedWhereTheBuildFails()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("overlay/kustomization.yaml", "resources: [https://127.0.0.1:9/base.yaml, ../base]\n");
        _folder.Write("base/kustomization.yaml", "resources: [deployment.yaml]\n");

        var result = await _folder.RunAsync("audit", "overlay");

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("overlay: it builds on https://127.0.0.1:9/base.yaml, which kustomize fetches from the network.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenKustomization_IsReportedInKustomizesWords()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("overlay/kustomization.yaml", "resources: [missing.yaml]\n");

        var result = await _folder.RunAsync("audit", "overlay");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches("^overlay: kubectl kustomize failed: .*missing.yaml", result.Error);
    }

    [Fact]
    public async Task NamedPatch_IsSkippedWithOneLine()
    {
        await WriteOverlayAsync();

        var result = await _folder.RunAsync("fix", "overlay/patch.yaml", "--write");

        Assert.Equal((65, "overlay/patch.yaml: skipped, as it is a patch, not an object. Name its folder instead: overlay\n"), (result.ExitCode, result.Error));
        Assert.Equal(Patch, _folder.Read("overlay/patch.yaml"));
    }

    [Fact]
    public async Task WithoutKustomize_SaysWhatToInstall()
    {
        await WriteOverlayAsync();
        var empty = _folder.Path("empty");
        Directory.CreateDirectory(empty);

        var result = await Processes.ServiceProgram.Cli.RunAsync(["audit", _folder.Path("overlay")], environment: new Dictionary<string, string> { ["PATH"] = empty });

        Assert.Equal((65, 1), (result.ExitCode, result.Error.Count(character => character == '\n')));
        Assert.Contains("install kubectl or kustomize", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProgramInTheCurrentFolder_IsNotRun()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The trap is a script for a Unix shell.");
        await WriteOverlayAsync();
        _folder.Write("kubectl", "#!/bin/sh\ntouch \"$(dirname \"$0\")/run\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Path("kubectl"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await _folder.RunAsync("audit", "overlay");

        Assert.False(File.Exists(_folder.Path("run")));
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string?> Objects(JsonNode report) => report["objects"]!.AsArray().Select(audited => (string?)audited!["object"]!["kind"]);

    private async Task WriteOverlayAsync(string fileName = "kustomization.yaml")
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("base/deployment.yaml", ManifestFolder.Deployment)
            .Write("base/kustomization.yaml", "resources: [deployment.yaml]\nconfigMapGenerator: [{name: settings, literals: [A=b]}]\nimages:\n- name: registry.example.com/cart\n  newTag: \"1.4\"\n")
            .Write("overlay/patch.yaml", Patch)
            .Write($"overlay/{fileName}", "resources: [../base]\npatches: [{path: patch.yaml}]\n");
    }
}
