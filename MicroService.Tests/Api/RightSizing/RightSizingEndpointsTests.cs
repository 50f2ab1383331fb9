using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Scans;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.RightSizing;

public sealed class RightSizingEndpointsTests(SampleHistoryServer server) : IClassFixture<SampleHistoryServer>
{
    private const string Web = "/v1/workloads/shop/Deployment/web";

    [Fact]
    public async Task Sizes_FollowTheHistoryAndHaveTheEvidence()
    {
        await using var api = await StartAsync();

        var sizes = await api.GetAsync("/v1/workloads/shop/deployment/web/rightsizing");

        var web = Assert.Single(sizes["containers"]!.AsArray())!;
        Assert.Equal(("100m", "128Mi"), Amounts(web["present"]!["requests"]!));
        Assert.Equal(("260m", "128Mi"), Amounts(web["right"]!["requests"]!));
        Assert.Equal("128Mi", (string?)web["right"]!["limits"]!["memory"]);
        Assert.Equal(("high", true), ((string?)web["confidence"], (bool)web["changes"]!));
        var evidence = web["evidence"]!;
        Assert.Equal((3, 3, 0, "none"), ((int)evidence["pods"]!, (int)evidence["replicasMax"]!, (int)evidence["restarts"]!, (string?)evidence["heap"]));
        Assert.InRange((double)evidence["days"]!, 13.5, 14);
        Assert.InRange((double)evidence["cpuP95"]!, 0.23, 0.245);
        Assert.InRange((long)evidence["memoryPeak"]!, 95 << 20, 97 << 20);
        Assert.Equal(("Deployment", false), ((string?)sizes["kind"], (bool)sizes["isPartial"]!));
    }

    [Fact]
    public async Task AutoscaledWorkload_IsSizedByItsTarget()
    {
        await using var api = await StartAsync();

        var ingress = (await api.GetAsync("/v1/workloads/platform/Deployment/ingress/rightsizing"))["containers"]![0]!;

        Assert.Equal(0.7, (double)ingress["evidence"]!["autoscalerTarget"]!);
        Assert.Contains(ingress["notes"]!.AsArray(), note => ((string)note!).Contains("autoscaler aims at 70", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LeakThatALivenessProbeEnds_IsSaid()
    {
        await using var api = await StartAsync();

        var agent = (await api.GetAsync("/v1/workloads/platform/DaemonSet/node-logs/rightsizing"))["containers"]![0]!;

        Assert.Equal("low", (string?)agent["confidence"]);
        Assert.InRange((long)agent["evidence"]!["leakPerDay"]!, 60L << 20, 80L << 20);
        Assert.Contains(agent["notes"]!.AsArray(), note => ((string)note!).Contains("liveness probe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WorkloadWithoutSamples_IsAnsweredWithTheReason()
    {
        await using var api = await StartAsync();

        var close = (await api.GetAsync("/v1/workloads/billing/CronJob/close-month/rightsizing"))["containers"]![0]!;

        Assert.Equal(("none", "Prometheus has no samples of its pods."), ((string?)close["confidence"], (string?)close["noCpu"]));
        Assert.Null((string?)close["right"]!["requests"]!["cpu"]);
    }

    [Fact]
    public async Task Curves_AreShort()
    {
        await using var api = await StartAsync();

        using var answer = await api.Client.AskAsync($"{Web}/usage");
        var text = await answer.TextAsync();
        var curves = JsonNode.Parse(text)!;

        Assert.InRange(text.Length, 1000, 8000);
        Assert.Equal((192, 6300, false), ((int)curves["points"]!, (int)curves["stepSeconds"]!, (bool)curves["isPartial"]!));
        var web = Assert.Single(curves["containers"]!.AsArray())!;
        var (cpu, memory) = (web["cpuCores"]!.AsArray(), web["memoryBytes"]!.AsArray());
        Assert.Equal((192, 192), (cpu.Count, memory.Count));
        Assert.InRange(cpu.Max(value => (double?)value)!.Value, 0.22, 0.25);
        Assert.InRange(memory.Max(value => (long?)value)!.Value, 95 << 20, 97 << 20);
        Assert.True(cpu.Count(value => value is null) <= 2, text);
    }

    [Fact]
    public async Task FewerPoints_AreAskedFor()
    {
        await using var api = await StartAsync(("RightSizing__Points", "20"), ("RightSizing__Days", "7"));

        var curves = await api.GetAsync($"{Web}/usage");

        Assert.InRange((int)curves["points"]!, 15, 20);
    }

    [Fact]
    public async Task Prometheus_IsFoundByTheNameOfItsService()
    {
        var address = await server.AddressAsync();
        await using var api = await StartAsync(("RightSizing__Prometheus", "http://metrics"), ("services__metrics__http__0", address.ToString().TrimEnd('/')));

        Assert.NotEmpty((await api.GetAsync($"{Web}/usage"))["containers"]!.AsArray());
    }

    [Fact]
    public async Task KindThatMayNotBeRead_IsNamedAsMissing()
    {
        await using var api = await StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "resourcequotas");

        var sizes = await api.GetAsync($"{Web}/rightsizing");

        Assert.True((bool)sizes["isPartial"]!);
        Assert.Contains("resourcequotas", (string?)Assert.Single(sizes["missing"]!.AsArray()), StringComparison.Ordinal);
        Assert.Equal("260m", (string?)sizes["containers"]![0]!["right"]!["requests"]!["cpu"]);
    }

    [Theory]
    [InlineData("rightsizing")]
    [InlineData("usage")]
    public async Task WithoutAPrometheus_NothingIsFound(string what)
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();

        using var answer = await api.Client.AskAsync($"{Web}/{what}");

        var problem = await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
        Assert.Contains("RightSizing:Prometheus is not set", (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rightsizing")]
    [InlineData("usage")]
    public async Task WorkloadOfNoScan_IsNotFound(string what)
    {
        await using var api = await StartAsync();

        using var answer = await api.Client.AskAsync($"/v1/workloads/shop/Deployment/unknown/{what}");

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task PrometheusThatIsDown_IsAskedAtTheFirstCallAndMakesItWait()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>
        {
            ["RightSizing__Prometheus"] = $"http://127.0.0.1:{LoopbackPorts.Next()}",
            ["Health__CacheDuration"] = "0s",
        });
        await api.ScanAsync();
        Assert.Equal("Healthy", await HealthAsync(api));

        using var answer = await api.Client.AskAsync($"{Web}/rightsizing");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        await Calls.UntilAsync(async () => await HealthAsync(api) == "Degraded", "Prometheus stays healthy.");
    }

    [Fact]
    public async Task ClusterThatIsDown_MakesTheCallWait()
    {
        await using var api = await StartAsync();
        var kubeconfig = api.Cluster.Server.Kubeconfig().Replace(
            $":{api.Cluster.Server.Address.Port}", $":{LoopbackPorts.Next()}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(api.Cluster.KubeconfigFile, kubeconfig, TestContext.Current.CancellationToken);

        using var answer = await api.Client.AskAsync($"{Web}/rightsizing");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("rightsizing")]
    [InlineData("usage")]
    public async Task SecondRequest_IsAnsweredWithoutAQuery(string what)
    {
        await using var api = await StartAsync();
        using var first = await api.Client.AskAsync($"{Web}/{what}");
        var asked = await QueriesAsync();

        using var second = await api.Client.AskAsync($"{Web}/{what}");

        Assert.Equal(asked, await QueriesAsync());
        Assert.Equal(await first.TextAsync(), await second.TextAsync());
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.True(second.Headers.Age >= first.Headers.Age);
    }

    [Fact]
    public async Task KnownEntityTag_IsNotModified()
    {
        await using var api = await StartAsync();
        using var first = await api.Client.AskAsync($"{Web}/rightsizing");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Web}/rightsizing");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var same = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Empty(await same.TextAsync());
    }

    [Fact]
    public async Task PageThatIsReloaded_AsksNothing()
    {
        await using var api = await StartAsync();
        const string Page = "/cluster/workloads/shop/Deployment/web";
        using var first = await api.Client.AskAsync(Page);
        await first.TextAsync();
        var asked = await QueriesAsync();

        using var second = await api.Client.AskAsync(Page);

        Assert.Contains("confidence: high", await second.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(asked, await QueriesAsync());
    }

    [Fact]
    public async Task CacheDurationOfZero_AsksAnew()
    {
        await using var api = await StartAsync(("RightSizing__CacheDuration", "0s"));
        await api.GetAsync($"{Web}/rightsizing");
        var asked = await QueriesAsync();

        await api.GetAsync($"{Web}/rightsizing");

        Assert.True(await QueriesAsync() > asked);
    }

    [Fact]
    public async Task PartialAnswer_IsNotKept()
    {
        await using var api = await StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "resourcequotas", times: 1);

        Assert.True((bool)(await api.GetAsync($"{Web}/rightsizing"))["isPartial"]!);
        Assert.False((bool)(await api.GetAsync($"{Web}/rightsizing"))["isPartial"]!);
    }

    [Fact]
    public async Task Failure_IsNotKept()
    {
        await using var api = await StartAsync();
        var token = api.Cluster.Server.Token;
        api.Cluster.Server.Token = "another";
        using var failed = await api.Client.AskAsync($"{Web}/rightsizing");
        api.Cluster.Server.Token = token;

        await failed.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotEmpty((await api.GetAsync($"{Web}/rightsizing"))["containers"]!.AsArray());
    }

    private async Task<double> QueriesAsync()
    {
        using var client = new HttpClient { BaseAddress = await server.AddressAsync() };
        var text = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return text.Split('\n').Where(static line => line.StartsWith("prometheus_http_requests_total{", StringComparison.Ordinal) && line.Contains("/api/v1/query", StringComparison.Ordinal))
            .Sum(static line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    private static async Task<string?> HealthAsync(ScannedApi api)
    {
        using var answer = await api.Process.Management.AskAsync("/health/ready");
        return (string?)(await answer.JsonAsync())["dependencies"]!.AsArray().Single(entry => (string?)entry!["name"] == "prometheus")!["status"];
    }

    private static (string? Cpu, string? Memory) Amounts(JsonNode list) => ((string?)list["cpu"], (string?)list["memory"]);

    private async Task<ScannedApi> StartAsync(params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string> { ["RightSizing__Prometheus"] = (await server.AddressAsync()).ToString() };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var api = await ScannedApi.StartAsync(environment);
        await api.ScanAsync();
        return api;
    }
}
