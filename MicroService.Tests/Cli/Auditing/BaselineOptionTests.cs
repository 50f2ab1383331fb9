using System.Text.Json.Nodes;
using System.Xml.Linq;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Auditing;

public sealed class BaselineOptionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-baseline-");

    [Fact]
    public async Task RecordedFindings_DoNotCount()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var recorded = await RunAsync("cart.yaml", "--write-baseline", "baseline.json", "--fail-on", "advice");
        var moved = await RunAsync("cart.yaml", "--baseline", "baseline.json", "--fail-on", "advice");

        Assert.Equal((0, 0), (recorded.ExitCode, moved.ExitCode));
        Assert.Matches(@"(?m)^Against the baseline: 0 new, \d+ known, 0 gone$", moved.Output);
    }

    [Fact]
    public async Task NewFinding_CountsAndIsMarked()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await RunAsync("cart.yaml", "--write-baseline", "baseline.json");
        await WriteAsync("renamed.yaml", "# A line.\n" + Manifests.Careless + "\n          securityContext: {privileged: true}\n");

        var result = await RunAsync("renamed.yaml", "--baseline", "baseline.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("(?m)^  danger   privileged +[0-9:]+  new  server: ", result.Output);
        Assert.DoesNotMatch("(?m)^  danger   readiness-probe +[0-9:]+  new  ", result.Output);
    }

    [Fact]
    public async Task MendedFinding_IsSaidToBeGone()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await RunAsync("cart.yaml", "--write-baseline", "baseline.json");
        await WriteAsync("cart.yaml", Manifests.Careless + "\n          readinessProbe: {tcpSocket: {port: http}}\n");

        var result = await RunAsync("cart.yaml", "--baseline", "baseline.json");

        Assert.Matches("(?m)^  readiness-probe +shop/Deployment/cart  server$", result.Output);
    }

    [Fact]
    public async Task OtherFormats_KnowTheBaselineToo()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await RunAsync("cart.yaml", "--write-baseline", "baseline.json");

        var json = await RunAsync("cart.yaml", "--baseline", "baseline.json", "--format", "json");
        var sarif = await RunAsync("cart.yaml", "--baseline", "baseline.json", "--format", "sarif");
        var junit = await RunAsync("cart.yaml", "--baseline", "baseline.json", "--format", "junit");

        Assert.All(JsonNode.Parse(json.Output)!["findings"]!.AsArray(), finding => Assert.False((bool)finding!["isNew"]!));
        Assert.All(JsonNode.Parse(sarif.Output)!["runs"]![0]!["results"]!.AsArray(), result => Assert.Equal("unchanged", (string?)result!["baselineState"]));
        Assert.Empty(XElement.Parse(junit.Output).Descendants("failure"));
    }

    [Theory]
    [InlineData("missing.json", "missing.json: there is no such file; record a baseline with --write-baseline missing.json.\n")]
    [InlineData("cart.yaml", "cart.yaml:1:1: ")]
    public async Task UnreadableBaseline_EndsWith65(string baseline, string message)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml", "--baseline", baseline);

        Assert.Equal((65, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnreadableInput_RecordsNothing()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync("broken.yaml", "apiVersion: v1\nkind: [Pod\n");

        var result = await RunAsync("cart.yaml", "broken.yaml", "--write-baseline", "baseline.json");

        Assert.Equal(65, result.ExitCode);
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "baseline.json")));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    [InlineData("gitlab")]
    public async Task Output_IsWhatStandardOutputWouldHave(string format)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync("report", "An older one, and longer than the new one.\n" + new string('x', 1_000_000));

        var printed = await RunAsync("cart.yaml", "--format", format);
        var written = await RunAsync("cart.yaml", "--format", format, "--output", "report");

        Assert.Equal((1, ""), (written.ExitCode, written.Output));
        Assert.Equal(printed.Output, await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "report"), TestContext.Current.CancellationToken));
        Assert.Equal(["cart.yaml", "report"], _folder.EnumerateFiles().Select(file => file.Name).Order());
    }

    [Fact]
    public async Task OutputThatCannotBeWritten_EndsWith73()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync("cart.yaml", "--output", "missing/report.json");

        Assert.Equal(73, result.ExitCode);
        Assert.Equal("missing/report.json: there is no such folder.\n", result.Error);
    }

    [Theory]
    [InlineData("cart.yaml", "cart.yaml")]
    [InlineData("cart.yaml", "./cart.yaml")]
    [InlineData(".", "cart.yaml")]
    public async Task OutputInPlaceOfAManifest_IsRefused(string path, string output)
    {
        await WriteAsync("cart.yaml", Manifests.Careless);

        var result = await RunAsync(path, "--output", output);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("the report would replace a manifest", result.Error, StringComparison.Ordinal);
        Assert.Equal(
            Manifests.Careless, await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "cart.yaml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OutputBesideManifests_IsReplaced()
    {
        await WriteAsync("cart.yaml", Manifests.Careless);
        await WriteAsync("report.json", "{}");

        Assert.Equal(1, (await RunAsync(".", "--format", "json", "--output", "report.json")).ExitCode);
        Assert.Equal(2, (await RunAsync("", "--output", "report.json")).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) =>
        ServiceProgram.Cli.RunAsync(["audit", .. arguments], workingDirectory: _folder.FullName);

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), text, TestContext.Current.CancellationToken);
}
