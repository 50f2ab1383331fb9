using System.Text.Json.Nodes;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private const string Accepted = "exceptions:\n  - {rules: readiness-probe, namespace: shop, reason: It is a sample.}\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-settings-");

    [Theory]
    [InlineData(".microservice.yaml")]
    [InlineData("deploy/.microservice.yaml")]
    [InlineData("deploy/shop/.microservice.yaml")]
    public async Task File_IsFoundFromTheInputUpwards(string path)
    {
        await WriteAsync("deploy/shop/cart.yaml", Manifests.Careless);
        await WriteAsync(path, Accepted);

        var ofFile = await RunAsync("audit", "deploy/shop/cart.yaml", "--format", "json");
        var ofFolder = await RunAsync("audit", "deploy/shop", "--format", "json");

        Assert.Equal(ofFile.Output, ofFolder.Output);
        var suppressed = Assert.Single(JsonNode.Parse(ofFile.Output)!["suppressed"]!.AsArray());
        Assert.Equal(("It is a sample.", "settings"), ((string?)suppressed!["reason"], (string?)suppressed["suppressedBy"]));
    }

    [Fact]
    public async Task FileAboveTheRepository_IsNotTheTeams()
    {
        await WriteAsync("repository/.git/HEAD", "ref: refs/heads/main\n");
        await WriteAsync("repository/cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", Accepted);

        var result = await RunAsync("audit", "repository/cart.yaml", "--format", "json");

        Assert.Empty(JsonNode.Parse(result.Output)!["suppressed"]!.AsArray());
    }

    [Fact]
    public async Task Config_NamesAnotherFile()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", "nonsense: true\n");
        await WriteAsync("team.yaml", Accepted);

        var result = await RunAsync("audit", "cart.yaml", "--format", "json", "--config", "team.yaml");

        Assert.Single(JsonNode.Parse(result.Output)!["suppressed"]!.AsArray());
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("fix")]
    public async Task Mistakes_AreAllSaidAndEndWith78(string command)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", "exlude: []\nrules:\n  replica: off\n");

        var result = await RunAsync(command, "cart.yaml");

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            ".microservice.yaml:1:1: There is no setting exlude; did you mean exclude? [unknown-key]\n"
            + ".microservice.yaml:3:3: There is no rule replica; did you mean replicas? [unknown-rule]\n",
            result.Error);
    }

    [Fact]
    public async Task MissingConfig_EndsWith78()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("audit", "cart.yaml", "--config", "missing.yaml");

        Assert.Equal((78, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("missing.yaml: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vendor")]
    [InlineData("vendor/**")]
    [InlineData("**/broken.yaml")]
    [InlineData("vendor/*/*.yaml")]
    public async Task ExcludedFile_IsNotRead(string pattern)
    {
        await WriteAsync("deploy/cart.yaml", Manifests.Careless);
        await WriteAsync("deploy/vendor/chart/broken.yaml", "apiVersion: v1\nkind: [Pod\n");
        await WriteAsync("deploy/.microservice.yaml", $"exclude: [\"{pattern}\"]\n");

        var result = await RunAsync("audit", "deploy", "--format", "json");

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task ExcludedFilesAlone_AreNoMistake()
    {
        await WriteAsync("vendor/broken.yaml", "apiVersion: v1\nkind: [Pod\n");
        await WriteAsync(".microservice.yaml", "exclude: [vendor]\n");

        var result = await RunAsync("audit", "vendor/broken.yaml");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task ExpiredException_IsReportedAndDoesNotApply()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", Accepted.Replace("}", ", expires: 2020-01-31}", StringComparison.Ordinal));

        var result = await RunAsync("audit", "cart.yaml");

        Assert.Contains("Expired exceptions, which no longer apply\n  2020-01-31  readiness-probe  shop  It is a sample.\n", result.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  danger   readiness-probe ", result.Output);
    }

    [Fact]
    public async Task AcceptedFinding_IsNotFixed()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync(".microservice.yaml", Accepted);

        var result = await RunAsync("fix", "cart.yaml", "--unsafe");

        Assert.DoesNotContain("readinessProbe", result.Output, StringComparison.Ordinal);
        Assert.Contains("livenessProbe", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) => ServiceProgram.Cli.RunAsync(arguments, workingDirectory: _folder.FullName);

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }
}
