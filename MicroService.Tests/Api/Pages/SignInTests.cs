using System.Net;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Browsers;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>The page signs people in with OpenID Connect, in a real browser and with a real issuer.</summary>
public sealed class SignInTests(SharedBrowser browser) : IAsyncLifetime
{
    private TokenAuthority _authority = null!;
    private ApiProcess? _started;

    public async ValueTask InitializeAsync() => _authority = await TokenAuthority.StartAsync(isSecure: false);

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
        {
            await _started.DisposeAsync();
        }

        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task SignedInPerson_SeesItsOwnAuditsAlone()
    {
        var api = await StartAsync();
        await using var one = await browser.OpenAsync();
        await using var another = await browser.OpenAsync();
        var anna = await SignInAsync(one, api, "/", "anna");
        await Assertions.Expect(anna.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();
        await anna.GetByLabel("Manifests, YAML or JSON").FillAsync(Manifests.Careless);
        await anna.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await Assertions.Expect(anna.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" })).ToBeVisibleAsync();

        await anna.GotoAsync(AddressOf(api, "/history"));
        await Assertions.Expect(anna.GetByRole(AriaRole.Link, new() { Name = "manifest.yaml" })).ToHaveCountAsync(1);
        var ben = await SignInAsync(another, api, "/history", "ben");
        await Assertions.Expect(ben.GetByText("There is no audit yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SignIn_LeadsToTheViewThatWasAskedFor()
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync();

        var page = await SignInAsync(context, api, "/cluster?namespace=billing", "anna");

        Assert.Equal(AddressOf(api, "/cluster?namespace=billing"), page.Url);
    }

    [Fact]
    public async Task SignOut_EndsTheSession()
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync();
        var page = await SignInAsync(context, api, "/", "anna");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Sign out there, too" }))
            .ToHaveAttributeAsync("href", $"{_authority.Issuer}end?client_id={SignInForm.Client}");

        Assert.DoesNotContain(await context.CookiesAsync(), static cookie => cookie.Name.Contains("session", StringComparison.Ordinal));
        await page.GotoAsync(AddressOf(api, "/"));
        await Assertions.Expect(page.GetByLabel("Person")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task BrowserWithoutScripts_SignsInAndOut()
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await SignInAsync(context, api, "/", "anna");
        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/sign-in/callback")]
    [InlineData("/")]
    public async Task StyleAndScript_ComeWithAndWithoutASession(string path)
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync();
        var page = path == "/" ? await SignInAsync(context, api, path, "anna") : await OpenAsync(context, api, path);

        var styled = await page.EvaluateAsync<bool>("getComputedStyle(document.querySelector('body > header')).display === 'flex'");
        var script = await page.Locator("script[src]").GetAttributeAsync("src");
        using var answer = await api.Api.AskAsync(script!);

        Assert.True(styled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task DeniedConsent_IsSaidOnAPage()
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, api, "/");

        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync(), static response => response.Url.Contains("/sign-in/callback", StringComparison.Ordinal));

        Assert.Equal(403, answer.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The sign-in was denied" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SignInThatIsGoneBackTo_IsSaidToBeOver()
    {
        var api = await StartAsync();
        await using var context = await browser.OpenAsync();
        string? callback = null;
        context.Request += (_, request) => callback = request.Url.Contains("/sign-in/callback", StringComparison.Ordinal) ? request.Url : callback;
        var page = await SignInAsync(context, api, "/", "anna");

        var answer = await page.GotoAsync(callback!);

        Assert.Equal(400, answer!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The sign-in was not finished" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task TwoReplicas_FinishEachOthersSignInsAndKnowTheSessions()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        var (first, second) = (LoopbackPorts.Next(), LoopbackPorts.Next());
        await using var one = await StartReplicaAsync(garnet, first, page: $"http://127.0.0.1:{second}");
        await using var other = await StartReplicaAsync(garnet, second, page: $"http://127.0.0.1:{second}");
        await using var context = await browser.OpenAsync();

        // Begun at one, finished at the other; cookies know no ports.
        var page = await SignInAsync(context, one, "/", "anna");
        Assert.StartsWith($"http://127.0.0.1:{second}/", page.Url, StringComparison.Ordinal);
        await page.GotoAsync(AddressOf(one, "/"));

        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task CacheThatIsDown_EndsNoSession()
    {
        await using var garnet = await GarnetServer.StartNewAsync();
        var port = LoopbackPorts.Next();
        await using var api = await StartReplicaAsync(garnet, port, page: $"http://127.0.0.1:{port}");
        await using var context = await browser.OpenAsync();
        var page = await SignInAsync(context, api, "/", "anna");

        await garnet.StopAsync();
        await page.GotoAsync(AddressOf(api, "/history"));
        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();
    }

    private static string AddressOf(ApiProcess api, string path) => new Uri(api.Api.BaseAddress!, path).ToString();

    private static async Task<IPage> OpenAsync(IBrowserContext context, ApiProcess api, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(AddressOf(api, path));
        return page;
    }

    private static async Task<IPage> SignInAsync(IBrowserContext context, ApiProcess api, string path, string person)
    {
        var page = await OpenAsync(context, api, path);
        await page.GetByLabel("Person").FillAsync(person);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        return page;
    }

    private async Task<ApiProcess> StartAsync() => _started = await ApiProcess.StartAsync(_authority.SignInSettings());

    private Task<ApiProcess> StartReplicaAsync(GarnetServer garnet, int port, string page) => ApiProcess.StartAsync(new Dictionary<string, string>(_authority.SignInSettings(page))
    {
        ["HTTP_PORTS"] = $"{port}",
        ["ConnectionStrings__cache"] = garnet.ConnectionString,
        ["Resilience__cache__TotalTimeout"] = "30s",
        ["Resilience__cache__AttemptTimeout"] = "30s",
        ["Resilience__cache__BreakerSampling"] = "60s",
    });
}
