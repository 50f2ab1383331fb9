using System.Net;
using System.Net.Http.Headers;
using MicroService.Api.Authentication;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace MicroService.Tests.Api.Authentication;

/// <summary>What the sign-in of the page asks for, sets and refuses, request by request.</summary>
public sealed class SignInRequestTests : IAsyncLifetime
{
    private const string Page = SignInSteps.Page;
    private const string Html = "text/html";

    private TokenAuthority _authority = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _authority = await TokenAuthority.StartAsync(isSecure: true);

    public ValueTask DisposeAsync() => _authority.DisposeAsync();

    [Fact]
    public async Task ViewWithoutASession_IsSentToTheAuthorityForThePublicAddress()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync("/history", Html);
        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(new Uri(_authority.Issuer, "authorize"), new Uri(answer.Headers.Location.GetLeftPart(UriPartial.Path)));
        Assert.Equal(
            ($"{Page}/sign-in/callback", "code", "S256", "openid profile audits:read", SignInForm.Client),
            (query["redirect_uri"].ToString(), query["response_type"].ToString(), query["code_challenge_method"].ToString(), query["scope"].ToString(),
                query["client_id"].ToString()));
        // By the query, as codes come where nothing else is asked for: a form of another site would come without the cookies.
        Assert.DoesNotContain("response_mode", query.Keys);
        Assert.NotEmpty(query["state"].ToString());
        Assert.All(answer.Headers.GetValues("Set-Cookie"), static cookie =>
        {
            Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task CookieOfASignInThatIsBegun_IsOfThisHostAloneAndSmall()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync("/history", Html);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-microservice-sign-in.", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(cookie.Split(';')[0].Length, 1, 120);
    }

    [Fact]
    public async Task CallbackThatIsPosted_IsRefusedUnread()
    {
        await using var api = await StartAsync();
        using var form = new FormUrlEncodedContent([new("state", "x"), new("error", "server_error")]);

        using var answer = await api.Api.PostAsync(new Uri("/sign-in/callback", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task CallbacksOfOneCaller_AreLimited()
    {
        await using var api = await StartAsync(new() { ["CallerLimits__RequestsPerSecond"] = "1", ["CallerLimits__Burst"] = "2" });
        using var browser = SignInSteps.BrowserOf(api);
        var statuses = new List<HttpStatusCode>();

        for (var call = 0; call < 6; call++)
        {
            using var answer = await browser.AskAsync("/sign-in/callback?code=x&state=y", Html);
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(HttpStatusCode.BadRequest, statuses[0]);
    }

    [Fact]
    public async Task FormByGetWithoutASession_IsToldToSignInFirst()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        using var answer = await browser.AskAsync("/history?name=shop", Html);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    [Fact]
    public async Task ClientOfSpaces_IsNone()
    {
        await using var api = await StartAsync(new() { ["Authentication__ClientId"] = "  " });
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync("/history", Html);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task FinishedSignIn_SetsASmallCookieForThisHostAlone()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        var cookie = await _authority.SignInAsync(browser, "/history");

        Assert.StartsWith("__Host-microservice-session=", cookie, StringComparison.Ordinal);
        Assert.InRange(cookie.Length, 1, 1_000);
        Assert.EndsWith("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_CountsForViewsAloneAndNeverForCalls()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        browser.DefaultRequestHeaders.Add("Cookie", (await _authority.SignInAsync(browser, "/")).Split(';')[0]);

        using var view = await browser.AskAsync("/history", Html);
        using var call = await browser.AskAsync("/v1/rules", Html);

        Assert.Equal(HttpStatusCode.OK, view.StatusCode);
        await call.ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task Token_StillDecidesOnViewsAndCalls()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _authority.Key.Sign(_authority.Issuer));
        using var view = await browser.AskAsync("/history", Html);
        using var call = await browser.AskAsync("/v1/rules");
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "no-token");
        using var refused = await browser.AskAsync("/history", Html);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (view.StatusCode, call.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData("POST", "/", "text/html")]
    [InlineData("GET", "/cluster/scans/00000000-0000-0000-0000-000000000001/events", "text/event-stream")]
    public async Task WhatCannotBeSentThroughASignIn_IsAnsweredInItsPlace(string method, string path, string accept)
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Accept", accept);

        using var answer = await browser.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Sign in first", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    public async Task SignOutOfAnotherSite_IsRefusedAndEndsNothing(string header, string value)
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out");
        request.Headers.Add("Cookie", (await _authority.SignInAsync(browser, "/")).Split(';')[0]);
        request.Headers.Add(header, value);

        using var answer = await browser.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task AuditOfASession_IsThatOfTheSameSubjectWithAToken()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new MultipartFormDataContent { { new StringContent(Manifests.Careless), "text" }, { new StringContent("audit"), "action" } },
        };
        request.Headers.Add("Cookie", (await _authority.SignInAsync(browser, "/")).Split(';')[0]);
        using var audit = await browser.SendAsync(request, Cancellation);
        browser.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _authority.Key.Sign(_authority.Issuer, static claims => claims["sub"] = "anna"));

        using var list = await browser.AskAsync("/v1/audits");

        Assert.Equal(HttpStatusCode.OK, audit.StatusCode);
        Assert.Single((await list.JsonAsync())["items"]!.AsArray());
    }

    [Fact]
    public async Task AccessTokenForAnotherAudience_IsNotASignIn()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        _authority.SignIn.AccessClaims = static claims => claims["aud"] = "somebody-else";

        using var answer = await _authority.ComeBackAsync(browser, "/");
        await api.StopAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.Any(static cookie => cookie.StartsWith("__Host-microservice-session", StringComparison.Ordinal)));
        Assert.Single(api.Process.Output, static line => line.Contains("A sign-in was not finished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientThatTheAuthorityDoesNotKnow_IsAnOutageAndNotThePersonsFault()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        _authority.SignIn.ClientSecret = "another-secret-of-the-issuer";

        using var answer = await _authority.ComeBackAsync(browser, "/");
        await api.StopAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Nobody can be signed in at the moment", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(SignInForm.Secret, api.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StateOfAnotherBrowser_IsRefused()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var other = SignInSteps.BrowserOf(api);

        using var answer = await _authority.ComeBackAsync(browser, "/", other: other);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("The sign-in was not finished", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?state=made-up&code=made-up")]
    [InlineData("?error=server_error")]
    public async Task CallbackThatNobodyAskedFor_IsABadRequest(string query)
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync($"/sign-in/callback{query}", Html);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task AuthorityThatWasNeverReached_IsAnOutage()
    {
        var settings = _authority.SignInSettings(Page);
        settings["Authentication__Authority"] = $"https://localhost:{LoopbackPorts.Next()}/";
        await using var api = await ApiProcess.StartAsync(settings);
        using var browser = SignInSteps.BrowserOf(api);

        using var answer = await browser.AskAsync("/", Html);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task CacheThatIsDown_KeepsPeopleOutAndCallsIn()
    {
        var settings = _authority.SignInSettings(Page);
        settings["ConnectionStrings__cache"] = $"127.0.0.1:{LoopbackPorts.Next()},connectTimeout=500";
        await using var api = await ApiProcess.StartAsync(settings);
        using var browser = SignInSteps.BrowserOf(api);

        using var view = await browser.AskAsync("/", Html);
        browser.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _authority.Key.Sign(_authority.Issuer));
        using var call = await browser.AskAsync("/v1/rules");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (view.StatusCode, call.StatusCode));
        Assert.Contains("Nobody can be signed in at the moment", await view.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysInTheCache_AreEncryptedAndOnNoDisk()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(SettingsWith(garnet));
        using var browser = SignInSteps.BrowserOf(api);
        await _authority.SignInAsync(browser, "/");

        await using var connection = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var key = Assert.Single(await connection.GetDatabase().HashValuesAsync("microservice:session-keys"));
        await api.StopAsync();

        Assert.DoesNotContain("masterKey", key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<", key.ToString()[..1], StringComparison.Ordinal);
        Assert.True(KeySeal.TryOpen(SignInForm.Secret, (byte[])key!, out var text) && text.Contains("masterKey", StringComparison.Ordinal));
        Assert.False(KeySeal.TryOpen("another-secret-of-another", (byte[])key!, out _));
        Assert.DoesNotContain(Directory.EnumerateFiles(api.Folder, "*", SearchOption.AllDirectories), static file => file.EndsWith(".xml", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Process.Output, static line => line.Contains("\"Warning\"", StringComparison.Ordinal) && line.Contains("DataProtection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SessionWhoseTimeIsOver_LeadsToTheAuthorityAgain()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(SettingsWith(garnet)) { ["Authentication__SessionDuration"] = "5m" });
        using var browser = SignInSteps.BrowserOf(api);
        var cookie = (await _authority.SignInAsync(browser, "/")).Split(';')[0].Split('=');
        await using var connection = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString);
        var key = Assert.Single(await connection.GetDatabase().HashValuesAsync("microservice:session-keys"));
        Assert.True(KeySeal.TryOpen(SignInForm.Secret, (byte[])key!, out var text));
        // As the service itself keeps a session, so that its end can be moved into the past.
        var sessions = new TicketDataFormat(new KeyRing([text], $"{_authority.Issuer} {SigningKey.Audience} sub", NullLoggerFactory.Instance).Provider.CreateProtector(
            "Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationMiddleware", SignInRegistration.Session, "v2"));
        var session = sessions.Unprotect(cookie[1])!;
        var duration = session.Properties.ExpiresUtc - session.Properties.IssuedUtc;
        session.Properties.ExpiresUtc = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        browser.DefaultRequestHeaders.Add("Cookie", $"{cookie[0]}={sessions.Protect(session)}");

        using var answer = await browser.AskAsync("/history", Html);

        Assert.Equal(TimeSpan.FromMinutes(5), duration);
        Assert.Equal(["sub", "scope", "session:name"], session.Principal.Claims.Select(static claim => claim.Type));
        Assert.Equal((HttpStatusCode.Redirect, _authority.Issuer.Port), (answer.StatusCode, answer.Headers.Location!.Port));
    }

    [Fact]
    public async Task ClientAlone_IsToldAllThatIsMissing()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string>
        {
            ["Authentication__ClientId"] = SignInForm.Client,
            ["Authentication__Scopes"] = "profile",
            ["Authentication__SessionDuration"] = "1s",
        });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.All(
            ["Authentication:Authority", "Authentication:ClientSecret", "Authentication:Scopes", "Authentication:SessionDuration", "Authentication:PageAddress"],
            key => Assert.Contains(key, api.Process.Transcript(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/history", "?after=1", "/history?after=1")]
    [InlineData("//elsewhere.example/", "", "/")]
    [InlineData("/\\elsewhere.example/", "", "/")]
    [InlineData("", "", "/")]
    public void TargetOfASignIn_IsOfThisHost(string path, string query, string target)
    {
        var context = new DefaultHttpContext();
        (context.Request.Path, context.Request.QueryString) = (new PathString(path), new QueryString(query));

        Assert.Equal(target, SessionEvents.TargetOf(context.Request));
    }

    private Dictionary<string, string> SettingsWith(GarnetServer garnet) => new(_authority.SignInSettings(Page))
    {
        ["ConnectionStrings__cache"] = garnet.ConnectionString,
        ["Resilience__cache__TotalTimeout"] = "30s",
        ["Resilience__cache__AttemptTimeout"] = "30s",
        ["Resilience__cache__BreakerSampling"] = "60s",
    };

    private Task<ApiProcess> StartAsync(Dictionary<string, string>? more = null)
    {
        var settings = _authority.SignInSettings(Page);
        foreach (var (name, value) in more ?? [])
        {
            settings[name] = value;
        }

        return ApiProcess.StartAsync(settings);
    }
}
