using System.Net;
using MicroService.Samples.Serving;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanFailureTests
{
    private const string Slow = "/namespaces/shop/deployments";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KubeconfigThatChanges_LeadsToTheOtherClusterAlone()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        await using var other = await SampleCluster.StartAsync();
        var before = api.Cluster.Server.Requests.Count;
        await File.WriteAllTextAsync(api.Cluster.KubeconfigFile, other.Server.Kubeconfig(), Cancellation);
        File.SetLastWriteTimeUtc(api.Cluster.KubeconfigFile, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));

        var scan = await api.ScanAsync();

        Assert.Equal("done", (string?)scan["scan"]!["status"]);
        Assert.NotEmpty(other.Server.Requests);
        Assert.Equal(before, api.Cluster.Server.Requests.Count);
    }

    [Fact]
    public async Task ForbiddenKind_IsNamedAndSilencesItsRules()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "poddisruptionbudgets");

        var scan = await api.ScanAsync();

        Assert.Equal("done", (string?)scan["scan"]!["status"]);
        var unread = scan["notRead"]!.AsArray().Single(kind => (string?)kind!["kind"] == "poddisruptionbudgets.policy")!;
        Assert.Contains("forbidden", (string)unread["reason"]!, StringComparison.Ordinal);
        Assert.Contains("pdb-exists", unread["silencedRules"]!.AsArray().Select(rule => (string?)rule));
    }

    [Fact]
    public async Task ScansBeyondTheQueue_AreRejected()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Queue"] = "1" });
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow);
        await api.PostAsync();
        var waiting = await api.PostAsync();

        using var rejected = await api.Client.PostAsync(new Uri("/v1/scans", UriKind.Relative), null, Cancellation);

        await rejected.ProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        Assert.True(rejected.Headers.Contains("Retry-After"));
        Assert.Equal("queued", (string?)(await api.GetAsync(waiting))["scan"]!["status"]);
    }

    [Fact]
    public async Task DeletedScan_EndsAndLetsTheNextOneBegin()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow, times: 1);
        var hanging = await api.PostAsync();
        var next = await api.PostAsync();

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(api, hanging));

        Assert.Equal("done", (string?)(await api.EndAsync(next))["scan"]!["status"]);
        using var gone = await api.Client.AskAsync(hanging);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task ScanThatTakesTooLong_Fails()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Timeout"] = "1s" });
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow);

        var scan = await api.ScanAsync();

        Assert.Contains("Scans:Timeout", (string?)scan["scan"]!["failure"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClusterThatIsGone_FailsTheScanAndOnlyDegradesTheService()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Resilience__kubernetes__Retries"] = "0" });
        await api.ScanAsync();
        await api.Cluster.Server.DisposeAsync();

        var scan = await api.ScanAsync();

        Assert.Contains("can't be reached", (string?)scan["scan"]!["failure"], StringComparison.Ordinal);
        await Calls.UntilAsync(
            async () =>
            {
                using var health = await api.Process.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
                var answer = await health.JsonAsync();
                return health.IsSuccessStatusCode && (string?)answer["status"] == "Degraded";
            },
            "The service is not degraded.");
    }

    [Fact]
    public async Task ServiceWithoutACluster_SaysSo()
    {
        await using var api = await ApiProcess.StartAsync();

        using var answer = await api.Api.PostAsync(new Uri("/v1/scans", UriKind.Relative), null, Cancellation);

        var problem = await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.Contains("Cluster:Kubeconfig", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> DeleteAsync(ScannedApi api, string scan)
    {
        using var answer = await api.Client.DeleteAsync(new Uri(scan, UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }
}
