using System.Text.Json.Nodes;
using MicroService.Api.Commands;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-commands-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DangerousManifest_EndsWithOne()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("audit", "cart.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("shop/Deployment/cart  cart.yaml:1", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Score \d+ \([A-F]\)  1 workload", result.Output);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("validate-config")]
    [InlineData("migrate")]
    public async Task SettingsFileThatIsNoJson_EndsWith78(string command)
    {
        await WriteAsync("appsettings.json", "{ \"Server\": ");

        var result = await RunAsync(command);

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bug_DoesNotEndLikeFindings() =>
        Assert.Equal(70, await CommandLine.InvokeAsync(["migrate"], static _ => throw new InvalidOperationException("It fails on purpose.")));

    [Fact]
    public async Task FindingsBelowFailOn_EndWithZero()
    {
        await WriteAsync("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop\ndata:\n  colour: blue\n");

        var result = await RunAsync("audit", "map.yaml", "--fail-on", "danger");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task StandardInput_IsAudited()
    {
        var result = await ApiProgram.RunAsync(["audit", "-", "--format", "json"], Manifests.Careless, workingDirectory: _folder.FullName);

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

        var result = await RunAsync("audit", "deploy", "service.yml", "--format", "json");

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

        var folder = await RunAsync("audit", "deploy");
        var named = await RunAsync("audit", "deploy/values.yaml");

        Assert.Equal((1, ""), (folder.ExitCode, folder.Error));
        Assert.Equal(65, named.ExitCode);
    }

    [Fact]
    public async Task FolderWithoutManifests_EndsWith65()
    {
        await WriteAsync("deploy/values.yaml", "replicas: 3\n");

        var result = await RunAsync("audit", "deploy");

        Assert.Equal(65, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Sarif_IsPrinted()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("audit", "cart.yaml", "--format", "sarif");

        Assert.Equal("2.1.0", (string?)JsonNode.Parse(result.Output)!["version"]);
    }

    [Fact]
    public async Task BrokenFile_IsReportedInFullAndEndsWith65()
    {
        await WriteAsync("broken.yaml", "apiVersion: v1\nkind: [Pod\n");
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("audit", "broken.yaml", "cart.yaml", "missing.yaml");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches(@"(?m)^broken\.yaml:\d+:\d+: ", result.Error);
        Assert.Contains("missing.yaml: there is no such file", result.Error, StringComparison.Ordinal);
        Assert.Contains("shop/Deployment/cart", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("audit", "a.yaml", "--format", "xml")]
    [InlineData("audit", "a.yaml", "--fail-on", "nothing")]
    [InlineData("frobnicate")]
    [InlineData("fix", "a.yaml", "--no-such-option")]
    public async Task WrongCommandLine_EndsWithTwo(params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Help_NamesEveryCommand()
    {
        var result = await RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All((string[])["audit", "fix", "rules", "validate-config", "migrate", "serve"], command => Assert.Contains(command, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_AreListed()
    {
        var result = await RunAsync("rules");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"(?m)^  danger   readiness-probe ", result.Output);
    }

    [Fact]
    public async Task GoodConfiguration_EndsWithZero()
    {
        var result = await RunAsync(new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true" }, "validate-config");

        Assert.Equal((0, "The configuration is good.\n"), (result.ExitCode, result.Output));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task WrongConfiguration_IsReportedInFullAndEndsWith78()
    {
        var environment = new Dictionary<string, string>
        {
            ["History__Retention"] = "for ever",
            ["Documents__MaxBytes"] = "7",
            ["Resilience__cache__TotalTimeout"] = "1h",
            ["ConnectionStrings__history"] = "Data Source=:memory:;Password=hunter2",
            ["ConnectionStrings__cache"] = ",",
        };

        var result = await RunAsync(environment, "validate-config");

        Assert.Equal(78, result.ExitCode);
        Assert.All(
            (string[])["History:Retention", "Documents:MaxBytes", "Resilience:cache:TotalTimeout", "ConnectionStrings:history", "ConnectionStrings:cache", "Authentication:Authority"],
            key => Assert.Contains(key, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_WithoutAuthorityOutsideDevelopmentEndsWith78()
    {
        var result = await RunAsync("serve", "--Management:Port=0");

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("Authentication:AllowAnonymous", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_MakesTheSchemaOnce()
    {
        var environment = new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(_folder.FullName, "history.db")}",
        };

        var first = await RunAsync(environment, "migrate");
        var second = await RunAsync(environment, "migrate");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("applied 1 create_audits", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("applied", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigratingADatabaseThatIsDown_EndsWith69()
    {
        var environment = new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__history"] = $"Host=127.0.0.1;Port={LoopbackPorts.Next()};Database=history;Username=nobody;Password=hunter2",
        };

        var result = await RunAsync(environment, "migrate");

        Assert.Equal(69, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.Error + result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    private Task<ProcessResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        ApiProgram.RunAsync(arguments, environment: environment, workingDirectory: _folder.FullName);

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancellation);
    }
}
