using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Audits;

/// <summary>Whose audits callers see and delete.</summary>
public sealed class AuditOwnersTests
{
    private const string Audits = "/v1/audits";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Audit_IsReadAndListedByItsOwnerAndTheBearerOfTheScopeAlone()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ApiProcess.StartAsync(authority.Settings());
        var (alice, bob, auditor) = (TokenOf(authority, "alice"), TokenOf(authority, "bob"), TokenOf(authority, "carol", scope: "openid audits:read:all"));

        var audit = await CreateAsync(api, alice);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, alice, HttpMethod.Get, audit));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, bob, HttpMethod.Get, audit));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, auditor, HttpMethod.Get, audit));
        Assert.Equal((1, 0, 1), (await CountAsync(api, alice), await CountAsync(api, bob), await CountAsync(api, auditor)));
    }

    [Fact]
    public async Task ScopeInTheSettings_IsTheOneThatCounts()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["Audits__ReadAllScope"] = "auditor", ["Audits__OwnerClaim"] = "oid" });
        var alice = authority.Key.Sign(authority.Issuer, static claims => claims["oid"] = "alice");
        var auditor = authority.Key.Sign(authority.Issuer, static claims => (claims["oid"], claims["scp"]) = ("carol", new JsonArray("openid", "auditor")));
        var former = authority.Key.Sign(authority.Issuer, static claims => (claims["oid"], claims["scope"]) = ("dave", "audits:read:all"));

        await CreateAsync(api, alice);

        Assert.Equal((1, 1, 0), (await CountAsync(api, alice), await CountAsync(api, auditor), await CountAsync(api, former)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(api, TokenOf(authority, "erin"), HttpMethod.Get, Audits));
    }

    [Fact]
    public async Task Delete_IsItsOwnersAlone()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var api = await ApiProcess.StartAsync(authority.Settings());
        var (alice, bob, auditor) = (TokenOf(authority, "alice"), TokenOf(authority, "bob"), TokenOf(authority, "carol", scope: "audits:read:all"));
        var audit = await CreateAsync(api, alice);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, bob, HttpMethod.Delete, audit));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, auditor, HttpMethod.Delete, audit));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, alice, HttpMethod.Get, audit));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(api, alice, HttpMethod.Delete, audit));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, alice, HttpMethod.Delete, audit));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, alice, HttpMethod.Get, audit));
    }

    [Fact]
    public async Task AnonymousCallers_ShareTheirAudits()
    {
        await using var api = await ApiProcess.StartAsync();
        var audit = await CreateAsync(api, token: null);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, token: null, HttpMethod.Get, audit));
        Assert.Equal(1, await CountAsync(api, token: null));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(api, token: null, HttpMethod.Delete, audit));
        Assert.Equal(0, await CountAsync(api, token: null));
    }

    [Fact]
    public async Task StaleAudit_IsItsOwnersAlone()
    {
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(authority.Settings()) { ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync() });
        var (alice, bob) = (TokenOf(authority, "alice"), TokenOf(authority, "bob"));
        var (kept, deleted) = (await CreateAsync(api, alice), await CreateAsync(api, alice));
        foreach (var path in (string[])[kept, deleted, Audits])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(api, alice, HttpMethod.Get, path));
        }

        // Another caller's question must not take the owner's answer away.
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, bob, HttpMethod.Get, kept));
        Assert.Equal(0, await CountAsync(api, bob));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(api, alice, HttpMethod.Delete, deleted));

        await postgres.StopAsync();
        await Calls.UntilAsync(
            async () =>
            {
                using var answer = await SendAsync(api, alice, HttpMethod.Get, kept);
                return answer.IsSuccessStatusCode && answer.Headers.Contains("X-Stale");
            },
            "The audit did not become stale.");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(api, bob, HttpMethod.Get, kept));
        Assert.Equal(0, await CountAsync(api, bob));
        // What was deleted is in no cache, neither alone nor on the page that was read before.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(api, alice, HttpMethod.Get, deleted));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(api, alice, HttpMethod.Get, Audits));
    }

    private static string TokenOf(TokenAuthority authority, string subject, string? scope = null) => authority.Key.Sign(authority.Issuer, claims =>
    {
        claims["sub"] = subject;
        if (scope is not null)
        {
            claims["scope"] = scope;
        }
    });

    private static async Task<HttpResponseMessage> SendAsync(ApiProcess api, string? token, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? Manifests.Body(Manifests.Careless) : null };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await api.Api.SendAsync(request, Cancellation);
    }

    private static async Task<string> CreateAsync(ApiProcess api, string? token)
    {
        using var created = await SendAsync(api, token, HttpMethod.Post, Audits);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return created.Headers.Location!.ToString();
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiProcess api, string? token, HttpMethod method, string path)
    {
        using var answer = await SendAsync(api, token, method, path);
        return answer.StatusCode;
    }

    private static async Task<int> CountAsync(ApiProcess api, string? token)
    {
        using var answer = await SendAsync(api, token, HttpMethod.Get, Audits);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.JsonAsync())["items"]!.AsArray().Count;
    }
}
