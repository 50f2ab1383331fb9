using System.Net;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Browsers;
using MicroService.Tests.Processes;
using MicroService.Tests.Proxies;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>The page of a service that asks for tokens, behind a proxy that adds that of whoever is signed in.</summary>
public sealed class SignedInPageTests(SharedBrowser browser) : IAsyncLifetime
{
    private TokenAuthority _authority = null!;
    private ProxiedInstance _instance = null!;

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: true);
        _instance = new ProxiedInstance("page", ServiceProgram.Api, _authority.Settings());
        await _instance.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task SignedInPerson_SeesItsOwnAuditsAlone()
    {
        await using var proxy = await HaproxyServer.StartAsync([_instance], _authority.Key.Sign(_authority.Issuer, claims => claims["sub"] = "anna"));
        await using var other = await HaproxyServer.StartAsync([_instance], _authority.Key.Sign(_authority.Issuer, claims => claims["sub"] = "ben"));
        await proxy.WaitForAsync(_instance, isUp: true);
        await other.WaitForAsync(_instance, isUp: true);
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(proxy.Http1.ToString());
        await page.GetByLabel("Manifests, YAML or JSON").FillAsync(Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" })).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(proxy.Http1, "/history").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "manifest.yaml" })).ToHaveCountAsync(1);
        await page.GotoAsync(new Uri(other.Http1, "/history").ToString());
        await Assertions.Expect(page.GetByText("There is no audit yet.")).ToBeVisibleAsync();
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
}
