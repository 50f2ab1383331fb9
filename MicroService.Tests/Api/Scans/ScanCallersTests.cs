using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanCallersTests
{
    private const string Slow = "/namespaces/shop/deployments";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    // Scans of the schedule, and with a scope all scans, can be read by those who may not scan: they see what was found, not what live objects hold.
    [Fact]
    public async Task CallerWhoMayNotScan_ComparesNoFields()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Scans__Scope"] = "scans:create" });
        var (alice, auditor) = (TokenOf(authority, "alice", "scans:create"), TokenOf(authority, "carol", "audits:read:all"));
        var before = await ScanAsync(api, alice);
        api.Cluster.Server.Content.Apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\ndata: {LOG_LEVEL: debug}\n");
        var path = $"{await ScanAsync(api, alice)}/comparison?with={before.Split('/')[^1]}";

        var seen = await JsonAsync(api, auditor, path);

        Assert.NotEmpty((await JsonAsync(api, alice, path))["objects"]!.AsArray());
        Assert.Empty(seen["objects"]!.AsArray());
        Assert.Contains("shop", seen["notComparedFields"]!.AsArray().Select(static ns => (string?)ns));
    }

    private static async Task<string> ScanAsync(ScannedApi api, string token)
    {
        var scan = await api.PostAsync(token: token);
        await Calls.UntilAsync(async () => (string?)(await JsonAsync(api, token, scan))["scan"]!["status"] == "done", "The scan does not end.");
        return scan;
    }

    private static async Task<JsonNode> JsonAsync(ScannedApi api, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await api.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.JsonAsync();
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
}
