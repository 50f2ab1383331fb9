using System.Text.Json.Nodes;
using MicroService.Api.Scans;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

public sealed class ScheduledScanTests
{
    private static readonly Dictionary<string, string> Hourly = new() { ["Scans__Interval"] = "1h", ["Scans__LeaseNamespace"] = "platform" };

    [Fact]
    public async Task Schedule_ScansOnceAndShowsWhatItFound()
    {
        await using var api = await ScannedApi.StartAsync(Hourly);

        await Calls.UntilAsync(async () => await api.MetricAsync("microservice_scan_score{") is not null, "Nothing is scanned.");

        var scan = Assert.Single((await api.GetAsync("/v1/scans"))["items"]!.AsArray())!;
        Assert.Equal(("schedule", "done"), ((string?)scan["origin"], (string?)scan["status"]));
        Assert.Equal(scan["counts"]!["danger"]!.ToString(), await api.MetricAsync("microservice_scan_findings{otel_scope_name=\"MicroService.Scans\",severity=\"danger\"}"));
        Assert.Equal("3600", await api.MetricAsync("microservice_scan_interval_seconds"));
    }

    [Fact]
    public async Task Lease_IsAllThatIsWrittenAndIsGivenBack()
    {
        await using var api = await ScannedApi.StartAsync(Hourly);

        await Calls.UntilAsync(
            () => api.Cluster.Server.Lease("platform", "microservice-scan") is { } lease && (string?)JsonNode.Parse(lease)!["spec"]!["holderIdentity"] == "",
            "The Lease is not given back.");

        Assert.All(
            api.Cluster.Server.Requests.Where(request => !request.StartsWith("GET ", StringComparison.Ordinal)),
            request => Assert.Contains("/apis/coordination.k8s.io/v1/namespaces/platform/leases", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_ScanOnceBetweenThem()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-replicas-");
        var settings = new Dictionary<string, string>(Hourly)
        {
            ["Cluster__Kubeconfig"] = cluster.KubeconfigFile,
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(folder.FullName, "shared.db")}",
        };
        await using (var first = await ApiProcess.StartAsync(settings))
        await using (var second = await ApiProcess.StartAsync(settings))
        {
            await Calls.UntilAsync(async () => await HasScoreAsync(first) && await HasScoreAsync(second), "A replica does not know the result.");

            using var list = await second.Api.AskAsync("/v1/scans");
            Assert.Single((await list.JsonAsync())["items"]!.AsArray());
        }

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(1, 60, 1)]
    [InlineData(2, 60, 2)]
    [InlineData(4, 60, 8)]
    [InlineData(20, 60, 60)]
    [InlineData(3, 1, 1)]
    public void Failures_MakeTheScheduleWaitLongerUpToItsInterval(int failures, int interval, int expected) =>
        Assert.Equal(TimeSpan.FromMinutes(expected), ScheduledScans.PauseAfter(failures, TimeSpan.FromMinutes(interval)));

    [Fact]
    public async Task ScanOfTheSchedule_IsEverybodys()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>(authority.Settings().Concat(Hourly)));
        await Calls.UntilAsync(async () => await api.MetricAsync("microservice_scan_score{") is not null, "Nothing is scanned.");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/scans");
        request.Headers.Authorization = new("Bearer", authority.Key.Sign(authority.Issuer, static claims => claims["sub"] = "alice"));

        using var answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Single((await answer.JsonAsync())["items"]!.AsArray());
    }

    private static async Task<bool> HasScoreAsync(ApiProcess api) =>
        (await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken)).Contains("\nmicroservice_scan_score{", StringComparison.Ordinal);
}
