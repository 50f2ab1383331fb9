using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

public sealed class ManifestComparisonTests
{
    private const string Path = "/v1/scans/comparison";

    private const string Manifests = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shop}
        data: {LOG_LEVEL: debug}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: absent, namespace: shop}
        spec: {containers: [{name: absent, image: "absent:1", securityContext: {privileged: true}}]}
        """;

    private static readonly string[] Findings = ["new", "gone", "changed"];

    [Fact]
    public async Task Manifests_AreComparedWithTheirNamespaces()
    {
        await using var api = await ScannedApi.StartAsync();

        var answer = await CompareAsync(api, Manifests);

        Assert.Equal(("sample", "shop"), ((string?)answer["cluster"], (string?)Assert.Single(answer["namespaces"]!.AsArray())));
        var objects = answer["comparison"]!["objects"]!.AsArray();
        Assert.Contains(objects, static one => $"{one!["object"]} {one["change"]}" == "shop/Pod/absent gone");
        Assert.Contains(objects, static one => $"{one!["object"]} {one["change"]}" == "shop/Deployment/web new");
        var settings = objects.Single(static one => (string?)one!["object"] == "shop/ConfigMap/web")!;
        var field = Assert.Single(settings["fields"]!.AsArray())!;
        Assert.Equal(("changed", "/data/LOG_LEVEL", "debug", "info"), ((string?)settings["change"], (string?)field["pointer"], (string?)field["written"], (string?)field["live"]));
        Assert.Contains(answer["comparison"]!["gone"]!.AsArray(), static finding => (string?)finding!["rule"] == "privileged");
        Assert.True((int)answer["comparison"]!["counts"]!["gone"]! >= 1);
    }

    [Fact]
    public async Task Comparison_ReadsNoOtherNamespaceAndKeepsNothing()
    {
        await using var api = await ScannedApi.StartAsync();

        await CompareAsync(api, Manifests);

        Assert.DoesNotContain(
            api.Cluster.Server.Requests,
            static request => request.Contains("/namespaces/", StringComparison.Ordinal) && !request.Contains("/namespaces/shop", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Cluster.Server.Requests, static request => request.Contains("secrets", StringComparison.Ordinal));
        Assert.Empty((await api.GetAsync("/v1/scans"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Comparison_IsThatOfTheCommandLine()
    {
        await using var api = await ScannedApi.StartAsync();
        var file = api.Cluster.Write("manifests.yaml", Manifests);
        var tool = await ServiceProgram.Cli.RunAsync(
            ["scan", "--kubeconfig", api.Cluster.KubeconfigFile, "-n", "shop", "--compare", file, "--format", "json"]);
        var expected = JsonNode.Parse(tool.Output)!["comparison"]!;

        var comparison = (await CompareAsync(api, Manifests))["comparison"]!;

        Assert.All(Findings, kind => Assert.Equal(expected[kind]!.ToJsonString(), comparison[kind]!.ToJsonString()));
        Assert.Equal(expected["objects"]!.ToJsonString(), comparison["objects"]!.ToJsonString());
    }

    [Fact]
    public async Task ObjectsWithoutANamespace_AreInTheOneThatIsAskedFor()
    {
        await using var api = await ScannedApi.StartAsync();
        var manifests = Manifests.Replace(", namespace: shop", "", StringComparison.Ordinal);

        var answer = await CompareAsync(api, manifests, "?namespace=shop&filename=deploy.yaml");

        Assert.Equal("deploy.yaml", (string?)answer["comparison"]!["with"]);
        Assert.Contains(answer["comparison"]!["objects"]!.AsArray(), static one => (string?)one!["object"] == "shop/ConfigMap/web");
    }

    [Fact]
    public async Task KindThatMayNotBeRead_IsNamedAndNotGone()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "/pods");

        var answer = await CompareAsync(api, Manifests);

        Assert.Contains(answer["notRead"]!.AsArray(), static kind => (string?)kind!["kind"] == "pods");
        Assert.DoesNotContain(answer["comparison"]!["objects"]!.AsArray(), static one => (string?)one!["object"] == "shop/Pod/absent");
    }

    [Fact]
    public async Task NamespaceThatTheClusterLacks_IsGoneWithWhatIsInIt()
    {
        await using var api = await ScannedApi.StartAsync();

        var answer = await CompareAsync(api, $"{Manifests}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: left, namespace: nowhere}}\ndata: {{a: b}}\n");
        using var alone = await PostAsync(api, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: left, namespace: nowhere}\ndata: {a: b}\n");

        Assert.Contains(answer["comparison"]!["objects"]!.AsArray(), static one => $"{one!["object"]} {one["change"]}" == "nowhere/ConfigMap/left gone");
        await alone.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task RequestThatCannotBeCompared_IsRefused()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Documents__MaxBytes"] = "65536" });

        using var malformed = await PostAsync(api, "a: [");
        using var other = await PostAsync(api, "{}", type: "text/plain");
        using var large = await PostAsync(api, Manifests + new string('#', 70_000));
        using var none = await PostAsync(api, "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk}\n");
        using var wrong = await PostAsync(api, Manifests, "?namespace=a/b");

        await malformed.ProblemAsync(HttpStatusCode.BadRequest, "malformed-document");
        await other.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        await none.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-document");
        await wrong.ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task Comparison_TakesAPlaceAmongTheScans()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__Queue"] = "0" });
        api.Cluster.Server.Faults.Add(ServerFault.Silence, "/namespaces/billing/deployments", times: 1);
        var scan = await api.PostAsync("""{"namespaces": ["billing"]}""");

        using var rejected = await PostAsync(api, Manifests);

        await rejected.ProblemAsync(HttpStatusCode.ServiceUnavailable, "overloaded");
        using var deleted = await api.Client.DeleteAsync(new Uri(scan, UriKind.Relative), TestContext.Current.CancellationToken);
        await Calls.UntilAsync(
            async () =>
            {
                using var answer = await PostAsync(api, Manifests);
                return answer.IsSuccessStatusCode;
            },
            "The place is not given back.");
        Assert.NotEmpty((await CompareAsync(api, Manifests))["comparison"]!["objects"]!.AsArray());
    }

    [Fact]
    public async Task ClusterThatIsDown_MakesTheCallWait()
    {
        await using var api = await ScannedApi.StartAsync();
        var kubeconfig = api.Cluster.Server.Kubeconfig().Replace($":{api.Cluster.Server.Address.Port}", $":{LoopbackPorts.Next()}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(api.Cluster.KubeconfigFile, kubeconfig, TestContext.Current.CancellationToken);

        using var answer = await PostAsync(api, Manifests);

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "dependency-down");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task CallerWithoutTheScopeOfTheSettings_IsForbidden()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Scans__Scope"] = "scans:create" });

        using var nobody = await PostAsync(api, Manifests);
        using var forbidden = await PostAsync(api, Manifests, token: TokenOf(authority, "other"));
        using var allowed = await PostAsync(api, Manifests, token: TokenOf(authority, "scans:create"));

        await nobody.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        await forbidden.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    private static string TokenOf(TokenAuthority authority, string scope) =>
        authority.Key.Sign(authority.Issuer, claims => (claims["sub"], claims["scope"]) = ("alice", scope));

    private static async Task<JsonNode> CompareAsync(ScannedApi api, string manifests, string query = "")
    {
        using var answer = await PostAsync(api, manifests, query);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.TextAsync());
        return await answer.JsonAsync();
    }

    private static async Task<HttpResponseMessage> PostAsync(ScannedApi api, string manifests, string query = "", string type = "application/yaml", string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path + query) { Content = new StringContent(manifests, Encoding.UTF8, type) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
