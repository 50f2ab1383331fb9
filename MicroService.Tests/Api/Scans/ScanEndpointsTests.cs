using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Cluster.Kinds;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanEndpointsTests
{
    private const string Slow = "/namespaces/shop/deployments";

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
    public async Task ScanWithoutTheScopeOfTheSettings_IsForbidden()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Scans__Scope"] = "scans:create" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/scans");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(authority, "alice", "other"));

        using var forbidden = await api.Client.SendAsync(request, Cancellation);

        await forbidden.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await api.PostAsync(token: TokenOf(authority, "alice", "other scans:create"));
    }

    [Fact]
    public async Task Caller_TakesHalfOfThePlacesAtMost()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Scans__Queue"] = "3" });
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow);
        var (alice, bob) = (TokenOf(authority, "alice", ""), TokenOf(authority, "bob", ""));
        await api.PostAsync(token: alice);
        await api.PostAsync(token: alice);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/scans");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", alice);

        using var third = await api.Client.SendAsync(request, Cancellation);

        await third.ProblemAsync(HttpStatusCode.TooManyRequests, "too-many-requests");
        await api.PostAsync(token: bob);
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
    public async Task Events_TellOfProgressAndOfTheEnd()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.TooManyRequests, Slow, times: 1);
        var id = await api.PostAsync();

        var events = await api.Client.GetStringAsync(new Uri($"{id}/events", UriKind.Relative), Cancellation);

        Assert.Contains("event: progress\nid: ", events, StringComparison.Ordinal);
        var end = events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1].Split('\n');
        Assert.Equal("event: done id: end", string.Join(' ', end[..2]));
        Assert.Equal("done", (string?)JsonNode.Parse(end[2]["data: ".Length..])!["status"]);
    }

    [Fact]
    public async Task ClientThatComesBack_GoesOnWhereItWas()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow, times: 1);
        var id = await api.PostAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        request.Headers.Add("Last-Event-ID", "3");
        using var ended = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        ended.Headers.Add("Last-Event-ID", "end");

        using var stream = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await DeleteAsync(api, id);
        var events = await stream.TextAsync();
        using var nothing = await api.Client.SendAsync(ended, Cancellation);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("id: 0\n", events, StringComparison.Ordinal);
        Assert.Contains("event: failed\nid: end\n", events, StringComparison.Ordinal);
        Assert.Contains("The scan was deleted.", events, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task LastEvent_IsFollowedByNone()
    {
        await using var api = await ScannedApi.StartAsync();
        var id = await api.PostAsync();
        await api.EndAsync(id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        request.Headers.Add("Last-Event-ID", "end");

        using var answer = await api.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Shutdown_EndsStreamsAndKeepsThatTheScanDidNotEnd()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-scans-");
        await using var api = await ScannedApi.StartAsync(folder: folder.FullName);
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow);
        var id = await api.PostAsync();
        using var stream = await api.Client.GetAsync(new Uri($"{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        var exit = await api.Process.StopAsync();
        var events = await stream.TextAsync();
        await using (var next = await ApiProcess.StartAsync(folder: folder.FullName))
        {
            using var answer = await next.Api.AskAsync(id);
            var scan = (await answer.JsonAsync())["scan"]!;

            Assert.Equal(0, exit);
            Assert.EndsWith("\n\n", events, StringComparison.Ordinal);
            Assert.Equal(("failed", "The service stopped."), ((string?)scan["status"], (string?)scan["failure"]));
        }

        folder.Delete(recursive: true);
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
    public async Task Comparison_TellsNewAndGoneFindings()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await api.PostAsync();
        await api.EndAsync(before);
        var content = ClusterContent.Sample();
        content.Add("more.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: intruder, namespace: shop}\nspec: {containers: [{name: app, image: 'nginx:latest'}]}\n"u8.ToArray());
        await using var changed = await SampleCluster.StartAsync(content);
        await File.WriteAllTextAsync(api.Cluster.KubeconfigFile, changed.Server.Kubeconfig(), Cancellation);
        var after = await api.PostAsync();
        await api.EndAsync(after);

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");
        var reverse = await api.GetAsync($"{before}/comparison?with={after.Split('/')[^1]}");
        var same = await api.GetAsync($"{after}/comparison?with={after.Split('/')[^1]}");

        Assert.All(comparison["new"]!.AsArray(), finding => Assert.Equal("shop", (string?)finding!["object"]!["namespace"]));
        Assert.Contains(comparison["new"]!.AsArray(), finding => (string?)finding!["object"]!["name"] == "intruder");
        Assert.Equal((int)comparison["newCount"]!, (int)reverse["goneCount"]!);
        Assert.True((int)comparison["newCount"]! > 0);
        Assert.Equal((0, 0, 0), ((int)same["newCount"]!, (int)same["goneCount"]!, (int)same["changedCount"]!));
    }

    [Fact]
    public async Task RulesThatWereSilent_AreNotCompared()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await api.PostAsync();
        await api.EndAsync(before);
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "poddisruptionbudgets");
        var after = await api.PostAsync();
        await api.EndAsync(after);

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        Assert.Equal((0, 0), ((int)comparison["newCount"]!, (int)comparison["goneCount"]!));
        Assert.Contains("pdb-exists", comparison["notComparedRules"]!.AsArray().Select(rule => (string?)rule));
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

    [Fact]
    public async Task Scan_IsReadByItsOwnerAndTheBearerOfTheScopeAlone()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(authority.Settings());
        var (alice, bob, auditor) = (TokenOf(authority, "alice", ""), TokenOf(authority, "bob", ""), TokenOf(authority, "carol", "audits:read:all"));
        var scan = await api.PostAsync(token: alice);
        var events = $"{scan}/events";

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(api, null, scan));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(api, alice, scan), await StatusAsync(api, alice, events)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (await StatusAsync(api, bob, scan), await StatusAsync(api, bob, events)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, auditor, scan));
    }

    private static string TokenOf(TokenAuthority authority, string subject, string scope) =>
        authority.Key.Sign(authority.Issuer, claims => (claims["sub"], claims["scope"]) = (subject, scope));

    private static async Task<HttpStatusCode> StatusAsync(ScannedApi api, string? token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await api.Client.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> DeleteAsync(ScannedApi api, string scan)
    {
        using var answer = await api.Client.DeleteAsync(new Uri(scan, UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }
}
