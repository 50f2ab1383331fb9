using System.Text.Json.Nodes;
using MicroService.Samples.Certificates;
using MicroService.Samples.Serving;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Scanning;

public sealed class ScanCommandTests
{
    [Fact]
    public async Task Cluster_IsReportedByItsObjects()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var result = await RunAsync(cluster, "--all-namespaces");

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Contains("billing/Pod/debug", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not read\n  secrets: Secrets are not read", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("0:0", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_NamesObjectsAndWhatWasNotRead()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var result = await RunAsync(cluster, "-n", "billing", "shop", "--format", "json");

        var report = JsonNode.Parse(result.Output)!;
        Assert.Equal(["billing", "shop"], report["namespaces"]!.AsArray().Select(ns => (string)ns!["name"]!));
        Assert.All(report["findings"]!.AsArray(), finding => Assert.Equal(0, (int)finding!["line"]!));
        Assert.Contains(report["findings"]!.AsArray(), finding => (string)finding!["source"]! == "billing/Pod/debug");
        Assert.Equal("secrets", (string?)report["notRead"]![0]!["kind"]);
    }

    [Theory]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("gitlab")]
    public async Task OtherFormats_HaveTheObjects(string format)
    {
        await using var cluster = await SampleCluster.StartAsync();

        var result = await RunAsync(cluster, "-A", "--format", format);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("billing/Pod/debug", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Baseline_AcceptsWhatIsThere()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var baseline = cluster.Write("baseline.json", "");

        var recorded = await RunAsync(cluster, "-A", "--write-baseline", baseline);
        var compared = await RunAsync(cluster, "-A", "--baseline", baseline, "--fail-on", "advice");

        Assert.Equal((0, 0), (recorded.ExitCode, compared.ExitCode));
        Assert.Contains("Against the baseline: 0 new", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContextThatIsMissing_EndsWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var result = await RunAsync(cluster, "--context", "nowhere");

        Assert.Equal((69, "The kubeconfig has no context nowhere. It has: sample\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task NoKubeconfig_EndsWith69()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-home-");
        try
        {
            var result = await ServiceProgram.Cli.RunAsync(
                ["scan"], environment: new Dictionary<string, string> { ["HOME"] = folder.FullName, ["KUBECONFIG"] = "", ["KUBERNETES_SERVICE_HOST"] = "" });

            Assert.Equal(69, result.ExitCode);
            Assert.StartsWith("There is no kubeconfig", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task CertificateOfAnotherAuthority_EndsWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var other = new SampleAuthority("sample-cluster");
        var file = cluster.Write("other", cluster.Server.Kubeconfig().Replace("certificate-authority-data", "certificate-authority: other.crt\n      was", StringComparison.Ordinal));
        cluster.Write("other.crt", other.Pem);

        var result = await ServiceProgram.Cli.RunAsync(["scan", "--kubeconfig", file]);

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("Check certificate-authority", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RejectedToken_EndsWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Token = "rotated";

        var result = await RunAsync(cluster, "-A");

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("(401)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ForbiddenNamespaces_EndWith69()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/api/v1/namespaces?");

        var result = await RunAsync(cluster, "-A");

        Assert.Equal(69, result.ExitCode);
        Assert.Contains("name namespaces that you may read with --namespace", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedConnection_EndsWith69()
    {
        string kubeconfig;
        await using (var cluster = await SampleCluster.StartAsync())
        {
            kubeconfig = cluster.Server.Kubeconfig();
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, kubeconfig, TestContext.Current.CancellationToken);
            var result = await ServiceProgram.Cli.RunAsync(["scan", "--kubeconfig", file]);

            Assert.Equal(69, result.ExitCode);
            Assert.Contains("can't be reached", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("junit")]
    [InlineData("gitlab")]
    public async Task ValuesOfSecretsThatAreRead_AreInNoReport(string format)
    {
        await using var cluster = await SampleCluster.StartAsync(SecretContent.Create());

        var result = await RunAsync(cluster, "-A", "--secrets", "--format", format);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("secret-reference", result.Output, StringComparison.Ordinal);
        Assert.All(SecretContent.Values, value => Assert.DoesNotContain(value, result.Output + result.Error, StringComparison.Ordinal));
        Assert.Contains(cluster.Server.Requests, static request => request.Contains("/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamespaceThatIsMissing_EndsWith65()
    {
        await using var cluster = await SampleCluster.StartAsync();

        Assert.Equal(65, (await RunAsync(cluster, "-n", "nowhere")).ExitCode);
    }

    [Theory]
    [InlineData("--kinds", "secrets")]
    [InlineData("--kinds", "deployments")]
    [InlineData("-A", "-n", "shop")]
    public async Task WrongCommandLine_EndsWithTwo(params string[] arguments) =>
        Assert.Equal(2, (await ServiceProgram.Cli.RunAsync(["scan", .. arguments])).ExitCode);

    private static Task<ProcessResult> RunAsync(SampleCluster cluster, params string[] arguments) =>
        ServiceProgram.Cli.RunAsync(["scan", "--kubeconfig", cluster.KubeconfigFile, .. arguments]);
}
