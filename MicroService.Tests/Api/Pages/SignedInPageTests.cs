using System.Net;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Browsers;
using MicroService.Tests.Processes;
using MicroService.Tests.Proxies;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>The page of a service that asks for tokens, behind a proxy that signs people in and adds theirs.</summary>
public sealed class SignedInPageTests(SharedBrowser browser) : IAsyncLifetime
{
    private TokenAuthority _authority = null!;
    private ProxiedInstance _instance = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: false);
        _instance = new ProxiedInstance("page", ServiceProgram.Api, _authority.Settings());
        await _instance.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task PersonThatTheProxySignsIn_SeesItsOwnAuditsAlone()
    {
        await using var proxy = await SigningProxy.StartAsync(_instance, _authority.Issuer, SignInForm.Client, SignInForm.Secret);
        await using var one = await browser.OpenAsync();
        await using var other = await browser.OpenAsync();
        var anna = await SignInAsync(one, proxy, "/", "anna");
        await anna.GetByLabel("Manifests, YAML or JSON").FillAsync(Manifests.Careless);
        await anna.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await Assertions.Expect(anna.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" })).ToBeVisibleAsync();

        await anna.GotoAsync(new Uri(proxy.Address, "/history").ToString());
        await Assertions.Expect(anna.GetByRole(AriaRole.Link, new() { Name = "manifest.yaml" })).ToHaveCountAsync(1);
        var ben = await SignInAsync(other, proxy, "/history", "ben");
        await Assertions.Expect(ben.GetByText("There is no audit yet.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task PersonWithoutAToken_IsToldHowToGetIn()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_instance.HttpPort}") };
        client.DefaultRequestHeaders.Add("Accept", "text/html");

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("open it through the proxy that signs you in", await answer.TextAsync(), StringComparison.Ordinal);
    }

    private static async Task<IPage> SignInAsync(IBrowserContext context, SigningProxy proxy, string path, string person)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(new Uri(proxy.Address, path).ToString());
        await page.GetByLabel("Person").FillAsync(person);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync($"**:{proxy.Address.Port}{path}");
        return page;
    }
}
