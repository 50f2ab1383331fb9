using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Samples.Clusters;
using MicroService.Tests.Cli.Input;
using MicroService.Tests.Cluster;
using MicroService.Tests.Kustomize;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.RightSizing;

public sealed class RightSizeCommandTests(SampleShopServer server) : IClassFixture<SampleShopServer>, IDisposable
{
    private readonly ManifestFolder _folder = new();

    [Fact]
    public async Task Write_ChangesTheSizesAndNothingElse()
    {
        _folder.Write("web.yaml", SampleShop.Web);

        var result = await RunAsync("web.yaml", "--write");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            SampleShop.Web.Replace("cpu: \"2\", memory: 4Gi", "cpu: 160m, memory: 464Mi", StringComparison.Ordinal).Replace("memory: 4Gi\n", "memory: 464Mi\n", StringComparison.Ordinal),
            _folder.Read("web.yaml"));
        Assert.Equal(0, (await RunAsync("web.yaml", "--check")).ExitCode);
    }

    [Fact]
    public async Task Check_EndsWithOneAndChangesNothing()
    {
        _folder.Write("web.yaml", SampleShop.Web);

        Assert.Equal(1, (await RunAsync("web.yaml", "--check")).ExitCode);
        Assert.Equal(SampleShop.Web, _folder.Read("web.yaml"));
    }

    [Fact]
    public async Task Table_SaysWhyThereIsNoFigure()
    {
        _folder.Write("held.yaml", SampleShop.Held);

        var result = await RunAsync("held.yaml");

        Assert.Contains("250m → ?", result.Output, StringComparison.Ordinal);
        Assert.Contains("raise or remove the limit of 500m first", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkloadWithoutOwnedPods_GetsNoAnswerByItsName()
    {
        _folder.Write("stray.yaml", SampleShop.Web.Replace("name: web", "name: stray", StringComparison.Ordinal));

        var result = await RunAsync("stray.yaml", "--format", "json");

        var answer = JsonNode.Parse(result.Output)!["containers"]![0]!;
        Assert.Equal("none", (string?)answer["confidence"]);
        Assert.Contains("names are no owners", (string?)answer["noCpu"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonPatch_HasTheOperations()
    {
        _folder.Write("web.yaml", SampleShop.Web);

        var result = await RunAsync("web.yaml", "--format", "json-patch");

        var patch = Assert.Single(JsonNode.Parse(result.Output)!.AsArray())!;
        Assert.Equal("web", (string?)patch["object"]!["name"]);
        Assert.Contains(patch["patch"]!.AsArray(), step => (string?)step!["path"] == "/spec/template/spec/containers/0/resources/requests/cpu" && (string?)step["value"] == "160m");
    }

    [Fact]
    public async Task QuotaWithoutRoom_KeepsWhatWouldRise()
    {
        _folder.Write("web.yaml", SampleShop.Web.Replace("memory: 4Gi", "memory: 100Mi", StringComparison.Ordinal))
            .Write("quota.yaml", "apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: small\n  namespace: shop\nspec:\n  hard:\n    requests.memory: 200Mi\n");

        await RunAsync(".", "--write");

        Assert.Contains("cpu: 160m, memory: 100Mi", _folder.Read("web.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitRange_BoundsTheRequest()
    {
        _folder.Write("web.yaml", SampleShop.Web).Write(
            "range.yaml",
            "apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: least\n  namespace: shop\nspec:\n  limits:\n  - type: Container\n    min: {cpu: 300m, memory: 512Mi}\n");

        await RunAsync(".", "--write");

        Assert.Contains("cpu: 300m, memory: 512Mi", _folder.Read("web.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverlayThatDecides_IsNamed()
    {
        await KubectlProgram.SkipWithoutAsync();
        WriteOverlay("requests: {cpu: \"3\"}");

        var result = await RunAsync("prod", "--write");

        Assert.Contains("prod/kustomization.yaml", result.Error, StringComparison.Ordinal);
        Assert.Contains("set cpu request 160m", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OverlayThatDecidesSeveralSizes_IsNamedForEach()
    {
        await KubectlProgram.SkipWithoutAsync();
        WriteOverlay("{requests: {cpu: \"3\", memory: 3Gi}, limits: {memory: 3Gi}}");

        var result = await RunAsync("prod", "--write");

        Assert.Contains("set cpu request 160m", result.Error, StringComparison.Ordinal);
        Assert.Contains("set memory request 464Mi, memory limit 464Mi", result.Error, StringComparison.Ordinal);
        Assert.Equal(SampleShop.Web, _folder.Read("base/web.yaml"));
    }

    [Fact]
    public async Task OverlayWithoutHistory_DoesNotHoldTheBase()
    {
        await KubectlProgram.SkipWithoutAsync();
        _folder.Write("base/web.yaml", SampleShop.Web).Write("base/kustomization.yaml", "resources: [web.yaml]\n")
            .Write("prod/kustomization.yaml", "resources: [../base]\n")
            .Write("stage/kustomization.yaml", "namespace: stage\nresources: [../base]\n");

        var result = await RunAsync("prod", "stage", "--write");

        Assert.Contains("cpu: 160m, memory: 464Mi", _folder.Read("base/web.yaml"), StringComparison.Ordinal);
        Assert.Contains("stage: there is no figure for Deployment", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("prod: there is no figure", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StateOfARunThatEnded_IsDeleted()
    {
        _folder.Write("web.yaml", SampleShop.Web);

        Assert.Equal(0, (await RunAsync("web.yaml", "--resume", "sizes.state")).ExitCode);
        Assert.False(File.Exists(_folder.Path("sizes.state")));
    }

    [Fact]
    public async Task StateOfAnotherRun_IsRefused()
    {
        _folder.Write("web.yaml", SampleShop.Web).Write("sizes.state", "{\"Run\":\"x\",\"End\":\"2026-06-01T00:00:00+00:00\"}\n");

        var result = await RunAsync("web.yaml", "--resume", "sizes.state");

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("of another run", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_SaysWhoseItsLivePodsAre()
    {
        var content = new ClusterContent();
        content.Add("stray.yaml", Encoding.UTF8.GetBytes(SampleShop.Web.Replace("name: web", "name: stray", StringComparison.Ordinal) + SampleShop.StrayPods));
        await using var cluster = await SampleCluster.StartAsync(content);

        var result = await RunAsync("--kubeconfig", cluster.KubeconfigFile, "-n", "shop", "--format", "json");

        var answer = Assert.Single(JsonNode.Parse(result.Output)!["containers"]!.AsArray())!;
        Assert.Equal(("stray", "110m", "116Mi"), ((string?)answer["name"], (string?)answer["right"]!["requests"]!["cpu"], (string?)answer["right"]!["requests"]!["memory"]));
    }

    [Fact]
    public async Task PrometheusThatIsNotThere_EndsWith69()
    {
        _folder.Write("web.yaml", SampleShop.Web);

        var result = await _folder.RunAsync("rightsize", "web.yaml", "--prometheus", $"http://127.0.0.1:{LoopbackPorts.Next()}");

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("can't be asked", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfHeaders_IsNeverPrinted()
    {
        _folder.Write("web.yaml", SampleShop.Web).Write("headers.txt", "a secret token\n");

        var result = await _folder.RunAsync("rightsize", "web.yaml", "--prometheus", "http://localhost", "--header", "@headers.txt");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("line 1", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfHeaders_IsSent()
    {
        _folder.Write("web.yaml", SampleShop.Web).Write("headers.txt", "X-Scope-OrgID: shop\n\nX-Other: 2\n");

        Assert.Equal(0, (await RunAsync("web.yaml", "--header", "@headers.txt")).ExitCode);
    }

    [Fact]
    public async Task SizesThatAnAnchorRepeats_AreNamedAndCounted()
    {
        _folder.Write(
            "web.yaml",
            SampleShop.Web.Replace("requests: {", "requests: &sizes {", StringComparison.Ordinal)
                .Replace("limits:\n              memory: 4Gi", "limits: *sizes", StringComparison.Ordinal));

        var result = await RunAsync("web.yaml", "--check");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("repeats this text", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpaceBeforeASize_Stays()
    {
        var aligned = SampleShop.Web.Replace("memory: 4Gi\n", "memory:     4Gi  # as large\n", StringComparison.Ordinal);
        _folder.Write("web.yaml", aligned);

        await RunAsync("web.yaml", "--write");

        Assert.Contains("memory:     464Mi  # as large\n", _folder.Read("web.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replacements:\n- {0}\n", "3Gi")]
    [InlineData("replacements:\n- {0}\n", "4Gi")]
    [InlineData("replacements: [{{path: copy.yaml}}]\n", "3Gi")]
    public async Task ReplacementThatDecides_IsNamed(string replacements, string memory)
    {
        await KubectlProgram.SkipWithoutAsync();
        const string Copy = "{source: {kind: ConfigMap, name: sizes, fieldPath: data.memory}, "
            + "targets: [{select: {kind: Deployment}, fieldPaths: ['spec.template.spec.containers.[name=web].resources.requests.memory', "
            + "'spec.template.spec.containers.[name=web].resources.limits.memory']}]}";
        _folder.Write("base/web.yaml", SampleShop.Web).Write("base/kustomization.yaml", "resources: [web.yaml]\n")
            .Write("prod/sizes.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: sizes, namespace: shop}}\ndata: {{memory: {memory}}}\n")
            .Write("prod/copy.yaml", Copy + "\n")
            .Write("prod/kustomization.yaml", "resources: [../base, sizes.yaml]\n" + string.Format(CultureInfo.InvariantCulture, replacements, Copy));

        var result = await RunAsync("prod", "--write");

        Assert.Contains(
            replacements.Contains("copy.yaml", StringComparison.Ordinal) ? "prod/copy.yaml:1:" : "prod/kustomization.yaml:3:", result.Error, StringComparison.Ordinal);
        Assert.Contains("set memory request 464Mi, memory limit 464Mi", result.Error, StringComparison.Ordinal);
        Assert.Contains("cpu: 160m, memory: 4Gi", _folder.Read("base/web.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PatchThatRepeatsASize_Decides()
    {
        await KubectlProgram.SkipWithoutAsync();
        WriteOverlay("requests: {memory: 4Gi}");

        var result = await RunAsync("prod", "--write");

        Assert.Contains("prod/kustomization.yaml", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, _folder.Read("base/web.yaml").Split("memory: 4Gi").Length - 1);
    }

    [Theory]
    [InlineData("web.yaml")]
    [InlineData("web.yaml", "--prometheus", "prometheus:9090")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--days", "0")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--end", "tomorrow")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--name", "nothing=x")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--header", "nothing")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--header", "@.")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--header", "@web.yaml")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--name", "cpu=")]
    [InlineData("web.yaml", "--prometheus", "http://localhost", "--write", "--check")]
    [InlineData("-", "--prometheus", "http://localhost", "--write")]
    public async Task WrongOptions_EndWithTwo(params string[] arguments)
    {
        _folder.Write("web.yaml", SampleShop.Web);

        Assert.Equal(2, (await _folder.RunAsync(["rightsize", .. arguments])).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    // A base, and an overlay whose patch sets these resources of the container.
    private void WriteOverlay(string resources) =>
        _folder.Write("base/web.yaml", SampleShop.Web).Write("base/kustomization.yaml", "resources: [web.yaml]\n").Write(
            "prod/kustomization.yaml",
            $"""
            resources: [../base]
            patches:
            - patch: |
                apiVersion: apps/v1
                kind: Deployment
                metadata: {"{name: web, namespace: shop}"}
                spec:
                  template:
                    spec:
                      containers:
                      - name: web
                        resources: {(resources.StartsWith('{') ? resources : $"{{{resources}}}")}

            """);

    private async Task<ProcessResult> RunAsync(params string[] arguments) =>
        await _folder.RunAsync(["rightsize", .. arguments, "--prometheus", await server.AddressAsync(), "--end", SampleShop.End, "--days", "7"]);
}
