using System.Text.Json.Nodes;
using System.Xml.Linq;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Auditing;

public sealed class AuditCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-audit-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DangerousManifest_EndsWithOne()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("shop/Deployment/cart  cart.yaml:1", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Score \d+ \([A-F]\)  1 workload", result.Output);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task FindingsBelowFailOn_EndWithZero()
    {
        await WriteAsync("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  colour: blue\n");

        var result = await RunAsync("map.yaml", "--fail-on", "danger");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task CustomResource_IsComparedWithTheDefinitionOfCrds()
    {
        const string Definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: widgets.shop.example.com
            spec:
              group: shop.example.com
              scope: Namespaced
              names: {plural: widgets, kind: Widget}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema: {type: object, properties: {size: {type: integer}}}
            """;
        await WriteAsync("crds/widgets.yaml", Definition);
        await WriteAsync("widget.yaml", "apiVersion: shop.example.com/v1\nkind: Widget\nmetadata:\n  name: shop\n  namespace: shop\nsize: large\n");

        var result = await RunAsync("widget.yaml", "--crds", "crds", "--format", "json");

        var report = JsonNode.Parse(result.Output)!;
        Assert.Contains(report["findings"]!.AsArray(), finding => (string?)finding!["rule"] == "custom-resource" && (string?)finding["pointer"] == "/size");
        Assert.DoesNotContain(report["objects"]!.AsArray(), audited => (string?)audited!["kind"] == "CustomResourceDefinition");
    }

    [Fact]
    public async Task StandardInput_IsAudited()
    {
        var result = await ServiceProgram.Cli.RunAsync(["audit", "-", "--format", "json"], Manifests.Careless, workingDirectory: _folder.FullName);

        Assert.Equal(1, result.ExitCode);
        Assert.All(JsonNode.Parse(result.Output)!["findings"]!.AsArray(), finding => Assert.Equal("stdin", (string?)finding!["source"]));
    }

    [Fact]
    public async Task FoldersAndFiles_AreAuditedAsOneApplication()
    {
        await WriteAsync("deploy/cart/deployment.yaml", Manifests.Careless);
        await WriteAsync("deploy/cart/.hidden/broken.yaml", "a: b: c");
        await WriteAsync("deploy/notes.txt", "no manifest");
        await WriteAsync("service.yml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  selector:\n    app: cart\n  ports:\n    - port: 80\n      targetPort: http\n");

        var result = await RunAsync("deploy", "service.yml", "--format", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ["deploy/cart/deployment.yaml", "service.yml"],
            JsonNode.Parse(result.Output)!["objects"]!.AsArray().Select(audited => (string)audited!["source"]!).Distinct());
    }

    [Fact]
    public async Task WhatLiesBesideManifestsInAFolder_IsPassedOver()
    {
        await WriteAsync("deploy/cart.yaml", Manifests.Careless);
        await WriteAsync("deploy/kustomization.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - cart.yaml\n");
        await WriteAsync("deploy/values.yaml", "replicas: 3\n");

        var folder = await RunAsync("deploy");
        var named = await RunAsync("deploy/values.yaml");

        Assert.Equal((1, ""), (folder.ExitCode, folder.Error));
        Assert.Equal(65, named.ExitCode);
    }

    [Fact]
    public async Task FolderWithoutManifests_EndsWith65()
    {
        await WriteAsync("deploy/values.yaml", "replicas: 3\n");

        var result = await RunAsync("deploy");

        Assert.Equal((65, "deploy: there are no manifests in there.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("1.35", true)]
    [InlineData("1.36", false)]
    public async Task KubernetesVersion_DecidesWhichFieldsThereAre(string version, bool isKnown)
    {
        await WriteAsync("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  workloadRef: {name: w, podGroup: g}\n  containers:\n  - {name: c, image: a}\n");

        var result = await RunAsync("pod.yaml", "--format", "json", "--kubernetes-version", version);

        var found = JsonNode.Parse(result.Output)!["findings"]!.AsArray().Any(finding => (string?)finding!["rule"] == "known-field");
        Assert.Equal(isKnown, !found);
    }

    [Theory]
    [InlineData("1.33")]
    [InlineData("new")]
    public async Task UnknownKubernetesVersion_IsAMistakeOfUsage(string version)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml", "--kubernetes-version", version);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{version} is not supported", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CustomResource_IsListedAsNotAudited()
    {
        await WriteAsync("thing.yaml", "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: t\n");

        var result = await RunAsync("thing.yaml");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Not audited\n  Thing/t  example.com/v1  thing.yaml:1\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("No score", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingAudited_HasNoGrade()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", "exclude: [cart.yaml]\n");

        var text = await RunAsync("cart.yaml");
        var report = JsonNode.Parse((await RunAsync("cart.yaml", "--format", "json")).Output)!;

        Assert.Equal(0, text.ExitCode);
        Assert.Contains("No score: nothing was audited", text.Output, StringComparison.Ordinal);
        Assert.Equal((1, 0, "-"), ((int)report["schemaVersion"]!, (int)report["score"]!, (string?)report["grade"]));
    }

    [Theory]
    [InlineData("--baseline")]
    [InlineData("--write-baseline")]
    [InlineData("--output")]
    [InlineData("--config")]
    [InlineData("--helm-values")]
    public async Task FolderInPlaceOfAFile_IsAMistakeOfTheCommandLine(string option)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        _folder.CreateSubdirectory("folder");

        var result = await RunAsync("cart.yaml", option, "folder");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"folder: this is a folder; {option} needs a file.", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("cart.yaml", $"{option}=")).ExitCode);
    }

    [Fact]
    public async Task Sarif_IsPrinted()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml", "--format", "sarif");

        Assert.Equal("2.1.0", (string?)JsonNode.Parse(result.Output)!["version"]);
    }

    [Theory]
    [InlineData("danger", 1)]
    [InlineData("warning", 1)]
    public async Task JUnit_FailsAsFailOnSays(string failOn, int exitCode)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml", "--format", "junit", "--fail-on", failOn);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(failOn, XElement.Parse(result.Output).Descendants("failure").Select(failure => (string?)failure.Attribute("type")));
    }

    [Fact]
    public async Task BrokenFile_IsReportedInFullAndEndsWith65()
    {
        await WriteAsync("broken.yaml", "apiVersion: v1\nkind: [Pod\n");
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("broken.yaml", "cart.yaml", "missing.yaml");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches(@"(?m)^broken\.yaml:\d+:\d+: ", result.Error);
        Assert.Contains("missing.yaml: there is no such file", result.Error, StringComparison.Ordinal);
        Assert.Contains("shop/Deployment/cart", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) =>
        ServiceProgram.Cli.RunAsync(["audit", .. arguments], workingDirectory: _folder.FullName);

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancellation);
    }
}
