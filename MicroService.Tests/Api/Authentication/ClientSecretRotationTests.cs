using System.Net;
using MicroService.Tests.Databases;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Api.Authentication;

/// <summary>The secret of the page's client, changed in its mounted file while the service runs.</summary>
public sealed class ClientSecretRotationTests : IAsyncLifetime
{
    private const string Name = "Authentication__ClientSecret";
    private const string Next = "the-next-secret-of-the-page-and-the-issuer";

    private readonly MountedVolume _secrets = new();
    private TokenAuthority _authority = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: true);
        await _secrets.SetAsync((Name, SignInForm.Secret + "\n"));
    }

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        _secrets.Dispose();
    }

    [Fact]
    public async Task RotatedSecret_IsUsedFromTheNextSignInOn()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        await _authority.SignInAsync(browser, "/");
        _authority.SignIn.ClientSecret = Next;
        using var between = await _authority.ComeBackAsync(browser, "/");

        await _secrets.SetAsync((Name, Next + "\n"));
        await UntilSignedInAsync(browser);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, between.StatusCode);
        await api.StopAsync();
        Assert.DoesNotContain(Next, api.Process.Transcript(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignInThatWasBegunBefore_IsFinishedWithTheRotatedSecret()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);
        using var begun = await _authority.BeginAsync(browser, "/history");

        _authority.SignIn.ClientSecret = Next;
        await _secrets.SetAsync((Name, Next));
        await UntilSignedInAsync(browser);
        using var answer = await browser.SendAsync(begun, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Redirect, "/history"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task RotatedSecret_EndsTheSessionsWhoseKeysAreInTheCache()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await StartAsync(
            ("ConnectionStrings__cache", garnet.ConnectionString),
            ("Resilience__cache__TotalTimeout", "30s"),
            ("Resilience__cache__AttemptTimeout", "30s"),
            ("Resilience__cache__BreakerSampling", "60s"));
        using var browser = SignInSteps.BrowserOf(api);
        var before = await _authority.SignInAsync(browser, "/");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, before));

        _authority.SignIn.ClientSecret = Next;
        await _secrets.SetAsync((Name, Next));
        await Calls.UntilAsync(async () => await StatusAsync(browser, before) == HttpStatusCode.Redirect, "The session has not ended.");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, await _authority.SignInAsync(browser, "/")));
    }

    [Fact]
    public async Task SecretThatGuardsNothing_IsRefusedAndTheLastOneStays()
    {
        await using var api = await StartAsync();
        using var browser = SignInSteps.BrowserOf(api);

        await _secrets.SetAsync((Name, "too-short"));
        var refusal = await api.Process.WaitForOutputAsync(static line => line.Contains("\"event\":\"ReloadRefused\"", StringComparison.Ordinal));

        Assert.Contains("Authentication:ClientSecret", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("too-short", refusal, StringComparison.Ordinal);
        await _authority.SignInAsync(browser, "/");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/rules");
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private Task UntilSignedInAsync(HttpClient browser) => Calls.UntilAsync(
        async () =>
        {
            using var answer = await _authority.ComeBackAsync(browser, "/");
            return answer.StatusCode == HttpStatusCode.Redirect;
        },
        "The secret of the file is not used.");

    private Task<ApiProcess> StartAsync(params (string Name, string Value)[] settings)
    {
        var all = _authority.SignInSettings(SignInSteps.Page);
        all.Remove(Name);
        all["Configuration__SecretsFolder"] = _secrets.Path;
        all["Configuration__PollInterval"] = "100ms";
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ApiProcess.StartAsync(all);
    }
}
