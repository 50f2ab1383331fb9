using System.Net;
using System.Net.Mime;
using System.Text;
using MicroService.Cluster.Kinds;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServiceThatIsNeverAsked_MakesNoClientAndSendsNothing()
    {
        await using var api = await ScannedApi.StartAsync();
        using var health = await api.Process.Management.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);

        Assert.Equal("0", await api.MetricAsync("microservice_cluster_clients_total"));
        Assert.Empty(api.Cluster.Server.Requests);

        await api.ScanAsync();

        Assert.Equal("1", await api.MetricAsync("microservice_cluster_clients_total"));
    }

    [Fact]
    public async Task Scan_SaysWhatItFoundInEachNamespace()
    {
        await using var api = await ScannedApi.StartAsync();

        var scan = await api.ScanAsync();

        Assert.Equal("done", (string?)scan["scan"]!["status"]);
        Assert.Equal(["billing", "kube-system", "platform", "shop", null], scan["results"]!.AsArray().Select(result => (string?)result!["namespace"]));
        Assert.Equal("A", (string?)scan["results"]![3]!["grade"]);
        Assert.Equal("secrets", (string?)scan["notRead"]![0]!["kind"]);
        Assert.Equal((5, 5), ((int)scan["scan"]!["parts"]!, (int)scan["scan"]!["partsDone"]!));
        Assert.Equal(
            scan["results"]!.AsArray().Sum(result => (int)result!["counts"]!["danger"]!), (int)scan["scan"]!["counts"]!["danger"]!);
    }

    [Fact]
    public async Task NamespaceOfAScan_HasItsFindings()
    {
        await using var api = await ScannedApi.StartAsync();
        var id = await api.PostAsync();
        await api.EndAsync(id);

        var billing = await api.GetAsync($"{id}/namespaces/billing");
        var cluster = await api.GetAsync($"{id}/cluster");

        Assert.NotEmpty(billing["findings"]!.AsArray());
        Assert.All(billing["objects"]!.AsArray(), item => Assert.Equal("billing", (string?)item!["object"]!["namespace"] ?? (string?)item["object"]!["name"]));
        Assert.Equal(1, (int)cluster["schemaVersion"]!);
        using var missing = await api.Client.AskAsync($"{id}/namespaces/nowhere");
        await missing.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task ScanOfNamespaces_ReadsThemAlone()
    {
        await using var api = await ScannedApi.StartAsync();

        var scan = await api.ScanAsync("""{"namespaces": ["billing"]}""");

        Assert.Equal("billing", (string?)Assert.Single(scan["results"]!.AsArray())!["namespace"]);
        Assert.DoesNotContain(api.Cluster.Server.Requests, request => request.Contains("/namespaces/shop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NamespacesOfTheSettings_CountWhereTheRequestNamesNone()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Namespaces"] = "shop, platform" });

        var scan = await api.ScanAsync();

        Assert.Equal(["platform", "shop"], scan["results"]!.AsArray().Select(result => (string?)result!["namespace"]));
    }

    [Fact]
    public async Task NamespaceOfTheSettingsThatIsMissing_IsNamedAndLeftOut()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Namespaces"] = "shop, nowhere" });

        var scan = await api.ScanAsync();

        Assert.Equal("done", (string?)scan["scan"]!["status"]);
        Assert.Equal("shop", (string?)Assert.Single(scan["results"]!.AsArray())!["namespace"]);
        var unread = scan["notRead"]!.AsArray().Single(kind => (string?)kind!["kind"] == "namespaces")!;
        Assert.Equal("nowhere", (string?)Assert.Single(unread["namespaces"]!.AsArray()));
    }

    [Fact]
    public async Task Requests_AreWithinThePublishedRights()
    {
        await using var api = await ScannedApi.StartAsync();

        await api.ScanAsync();

        var plurals = KnownKinds.All.Select(kind => kind.Plural).ToHashSet(StringComparer.Ordinal);
        Assert.All(api.Cluster.Server.Requests, request =>
        {
            Assert.StartsWith("GET ", request, StringComparison.Ordinal);
            var path = request[4..].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(path is ["version"] or ["api"] or ["apis"] || plurals.Contains(path[^1]), request);
        });
        Assert.DoesNotContain(api.Cluster.Server.Requests, request => request.Contains("secrets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"namespaces": ["Shop"]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"kinds": ["secrets"]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"namespaces": "shop"}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"namespace": ["shop"]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"namespaces": [null]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"kinds": ["secrets.v1"]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("""{"kinds": ["deployments.v1.apps"]}""", HttpStatusCode.BadRequest, "bad-request")]
    [InlineData("[", HttpStatusCode.BadRequest, "bad-request")]
    public async Task BadRequest_IsExplained(string body, HttpStatusCode status, string type)
    {
        await using var api = await ApiProcess.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);

        using var answer = await api.Api.PostAsync(new Uri("/v1/scans", UriKind.Relative), content, Cancellation);

        await answer.ProblemAsync(status, type);
    }

    [Fact]
    public async Task Namespace_HasAHistory()
    {
        await using var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        await api.ScanAsync();

        var first = await api.GetAsync("/v1/namespaces/billing/history?limit=1");
        var second = await api.GetAsync((string)first["next"]!);

        Assert.NotEqual((string?)first["items"]![0]!["scan"], (string?)second["items"]![0]!["scan"]);
        Assert.Equal("F", (string?)second["items"]![0]!["grade"]);
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Pages_HoldEveryScanOnce()
    {
        await using var api = await ScannedApi.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, (string)(await api.ScanAsync("""{"namespaces": ["shop"]}"""))["scan"]!["id"]!);
        }

        var first = await api.GetAsync("/v1/scans?limit=2");
        var second = await api.GetAsync((string)first["next"]!);

        Assert.Equal(ids, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(scan => (string)scan!["id"]!));
    }
}
