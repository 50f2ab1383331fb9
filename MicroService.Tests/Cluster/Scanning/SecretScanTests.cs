using System.Text;
using MicroService.Advisor.Reporting;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Scanning;
using MicroService.Samples.Serving;

namespace MicroService.Tests.Cluster.Scanning;

public sealed class SecretScanTests
{
    private const string Value = "aHVudGVyMg==";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecretThatIsMissing_IsFoundWhereSecretsAreRead()
    {
        await using var cluster = await SampleCluster.StartAsync(SecretContent.Create());

        var (parts, unread) = await ScanAsync(cluster, readsSecrets: true);

        var found = Assert.Single(parts.SelectMany(part => part.Report.Findings), finding => finding.RuleId == "secret-reference");
        Assert.Equal("The Secret absent is not given in the namespace shop.", found.Message);
        Assert.DoesNotContain(unread, kind => kind.Kind == "secrets");
    }

    [Fact]
    public async Task SecretThatIsMissing_IsNotLookedForByDefault()
    {
        await using var cluster = await SampleCluster.StartAsync(SecretContent.Create());

        var (parts, unread) = await ScanAsync(cluster, readsSecrets: false);

        Assert.DoesNotContain(parts.SelectMany(part => part.Report.Findings), finding => finding.RuleId == "secret-reference");
        Assert.Contains(unread, kind => kind.Kind == "secrets" && kind.SilencedRules.Contains("secret-reference"));
        Assert.DoesNotContain(cluster.Server.Requests, request => request.Contains("/secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretsThatMayNotBeRead_SilenceTheirRules()
    {
        await using var cluster = await SampleCluster.StartAsync(SecretContent.Create());
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/secrets");

        var (parts, unread) = await ScanAsync(cluster, readsSecrets: true);

        Assert.DoesNotContain(parts.SelectMany(part => part.Report.Findings), finding => finding.RuleId == "secret-reference");
        Assert.Contains(unread, kind => kind.Kind == "secrets");
    }

    [Fact]
    public async Task SecretsThatAreRead_AreNeitherAuditedNorKeptWithTheirValues()
    {
        await using var cluster = await SampleCluster.StartAsync(SecretContent.Create());

        var (parts, _) = await ScanAsync(cluster, readsSecrets: true);

        var secret = Assert.Single(parts.SelectMany(part => part.Report.Graph.Objects), candidate => candidate.Kind == "Secret");
        Assert.Equal(["password"], secret.Root.Mapping("data")!.Entries.Select(entry => entry.Name));
        Assert.Equal("", secret.Root.Mapping("data")!.Text("password"));
        Assert.DoesNotContain(parts.SelectMany(part => part.Report.Objects), audited => audited.Object.Kind == "Secret");
    }

    [Fact]
    public void Values_AreInNothingThatIsKept()
    {
        var kept = Encoding.UTF8.GetString(SecretItem.Reduce(Encoding.UTF8.GetBytes($$"""
            {"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{{Value}}"},"labels":{"a":"{{Value}}"},"name":"db","namespace":"shop"},
             "data":{"password":"{{Value}}"},"stringData":{"user":"{{Value}}"},"type":"Opaque","immutable":true}
            """)).Span);

        Assert.Equal("""{"metadata":{"name":"db","namespace":"shop"},"data":{"password":""},"stringData":{"user":""},"type":"Opaque"}""", kept);
    }

    private static async Task<(List<ScannedPart> Parts, IReadOnlyList<UnreadKind> Unread)> ScanAsync(SampleCluster cluster, bool readsSecrets)
    {
        using var client = await cluster.ConnectAsync(attempts: 2);
        var scan = new ClusterScan(client, new ScanOptions { Namespaces = ["shop"], ReadsSecrets = readsSecrets });
        var parts = new List<ScannedPart>();
        await foreach (var part in scan.RunAsync(Cancellation))
        {
            parts.Add(part);
        }

        return (parts, scan.Unread);
    }
}
