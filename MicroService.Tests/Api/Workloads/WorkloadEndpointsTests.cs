using System.Net;
using System.Text.Json.Nodes;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Scans;

namespace MicroService.Tests.Api.Workloads;

public sealed class WorkloadEndpointsTests
{
    [Fact]
    public async Task Pages_HoldEveryWorkloadOnceInTheOrderAskedFor()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        foreach (var sort in (string[])["name", "score", "-score", "dangers"])
        {
            var all = (await api.GetAsync($"/v1/workloads?sort={sort}&limit=100"))["items"]!.AsArray().Select(Key).ToList();
            var paged = new List<string>();
            for (var next = $"/v1/workloads?sort={sort}&limit=3"; next is not null;)
            {
                var page = await api.GetAsync(next);
                paged.AddRange(page["items"]!.AsArray().Select(Key));
                next = (string?)page["next"];
            }

            Assert.Equal(8, all.Distinct().Count());
            Assert.Equal(all, paged);
        }
    }

    [Fact]
    public async Task ScoreOrder_BeginsWithTheWorst()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();

        var scores = (await api.GetAsync("/v1/workloads?sort=score"))["items"]!.AsArray().Select(item => (int)item!["score"]!).ToList();

        Assert.Equal(scores.Order(), scores);
    }

    [Theory]
    [InlineData("namespace=shop", "shop/Deployment/web")]
    [InlineData("kind=cronjob", "billing/CronJob/close-month")]
    [InlineData("name=voice", "billing/Deployment/invoices")]
    [InlineData("maxScore=30", "billing/Pod/debug")]
    public async Task Filter_LeavesWhatIsAskedFor(string filter, string expected)
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();

        var found = (await api.GetAsync($"/v1/workloads?{filter}"))["items"]!.AsArray();

        Assert.Contains(expected, found.Select(Key));
        Assert.True(found.Count < 8);
    }

    [Theory]
    [InlineData("sort=size")]
    [InlineData("maxScore=101")]
    [InlineData("after=nonsense")]
    [InlineData("name=%25")]
    [InlineData("limit=0")]
    public async Task WrongParameter_IsExplained(string query)
    {
        await using var api = await ScannedApi.StartAsync();

        using var answer = await api.Client.AskAsync($"/v1/workloads?{query}");

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task Workload_HasFindingsUsageAndHistory()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        await api.ScanAsync();

        var web = await api.GetAsync("/v1/workloads/shop/deployment/web");

        Assert.Equal(3, (int)web["workload"]!["replicas"]!);
        Assert.Equal(2, web["history"]!.AsArray().Count);
        Assert.All(web["findings"]!.AsArray(), finding => Assert.Equal("web", (string?)finding!["object"]!["name"]));
        var container = Assert.Single(web["usage"]!["containers"]!.AsArray())!;
        Assert.Equal((2, 0.0645, 0.043), ((int)web["usage"]!["pods"]!, (double)container["cpuCores"]!, (double)container["highestCpuCores"]!));
        Assert.Equal(130_023_424, (long)container["memoryBytes"]!);
    }

    [Fact]
    public async Task ClusterWithoutMetrics_IsSaid()
    {
        await using var api = await ScannedApi.StartAsync(content: GeneratedCluster.Create(2, 1));
        await api.ScanAsync();

        var usage = (await api.GetAsync("/v1/workloads/team-000/Deployment/service-0000"))["usage"]!;

        Assert.False((bool)usage["isKnown"]!);
        Assert.Contains("metrics.k8s.io", (string?)usage["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MetricsThatMayNotBeRead_AreSaid()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "metrics.k8s.io");

        var usage = (await api.GetAsync("/v1/workloads/shop/Deployment/web"))["usage"]!;

        Assert.Contains("forbidden", (string?)usage["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaterScanOfANamespace_CountsForItAlone()
    {
        await using var api = await ScannedApi.StartAsync();
        var whole = (string)(await api.ScanAsync())["scan"]!["id"]!;
        var part = (string)(await api.ScanAsync("""{"namespaces": ["billing"]}"""))["scan"]!["id"]!;

        var workloads = (await api.GetAsync("/v1/workloads"))["items"]!.AsArray();

        Assert.Equal(8, workloads.Count);
        Assert.All(workloads, item => Assert.Equal((string)item!["namespace"]! == "billing" ? part : whole, (string?)item["scan"]));
    }

    [Fact]
    public async Task OwnedWorkload_NamesItsOwners()
    {
        var content = ClusterContent.Sample();
        content.Add("owned.yaml", """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: store
              namespace: billing
              ownerReferences: [{apiVersion: example.com/v1, kind: Store, name: main, uid: 1, controller: true}]
            spec:
              serviceName: store
              selector: {matchLabels: {app: store}}
              template: {metadata: {labels: {app: store}}, spec: {containers: [{name: store, image: 'store:1'}]}}
            """u8.ToArray());
        await using var api = await ScannedApi.StartAsync(content: content);
        await api.ScanAsync();

        Assert.Equal(["Store/main"], (await api.GetAsync("/v1/workloads/billing/StatefulSet/store"))["owners"]!.AsArray().Select(owner => (string?)owner));
    }

    [Fact]
    public async Task UnknownWorkload_IsNotFound()
    {
        await using var api = await ScannedApi.StartAsync();

        using var answer = await api.Client.AskAsync("/v1/workloads/shop/Deployment/web");

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static string Key(JsonNode? item) => $"{item!["namespace"]}/{item["kind"]}/{item["name"]}";
}
