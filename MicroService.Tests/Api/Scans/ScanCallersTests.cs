using System.Net;
using System.Net.Http.Headers;
using MicroService.Samples.Serving;
using MicroService.Tests.Api.Authentication;

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
