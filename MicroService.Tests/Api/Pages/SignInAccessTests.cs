using Deque.AxeCore.Playwright;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Browsers;
using MicroService.Tests.Processes;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>That everybody can sign in and out, and read what goes wrong.</summary>
public sealed class SignInAccessTests(SharedBrowser browser) : IAsyncLifetime
{
    private TokenAuthority _authority = null!;
    private ApiProcess _api = null!;

    /// <summary>Both colour schemes.</summary>
    public static TheoryData<ColorScheme> Schemes => [ColorScheme.Light, ColorScheme.Dark];

    public async ValueTask InitializeAsync()
    {
        _authority = await TokenAuthority.StartAsync(isSecure: false);
        _api = await ApiProcess.StartAsync(_authority.SignInSettings());
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [Fact]
    public async Task KeyboardAlone_SignsInAndOut()
    {
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, "/history");
        var person = new KeyboardUser(page);
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("anna");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();

        await person.FollowAsync(".person button");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await person.GoToAsync($"main a[href^='{_authority.Issuer}end']");
        await person.FollowAsync("main a[href='/']");

        await Assertions.Expect(page.GetByLabel("Person")).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task SignedInHeader_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/");
        await SignInAsync(page);
        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();

        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task SignedOut_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/");
        await SignInAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await ShowsAsync(page, "You are signed out");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task DeclinedSignIn_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();

        await ShowsAsync(page, "The sign-in was denied");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task StaleSignIn_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/sign-in/callback?code=made-up&state=made-up");

        await ShowsAsync(page, "The sign-in was not finished");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task SignInDuringAnOutage_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        _authority.SignIn.ClientSecret = "another-secret-of-the-issuer";
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/");
        await SignInAsync(page);

        await ShowsAsync(page, "A dependency is not available");
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task FormWithoutASession_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await OpenAsync(context, "/");
        await SignInAsync(page);
        await Assertions.Expect(page.GetByText("Signed in as anna of the tests")).ToBeVisibleAsync();
        await context.ClearCookiesAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        await ShowsAsync(page, "Sign in first");
    }

    private static async Task ShowsAsync(IPage page, string heading)
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading })).ToBeVisibleAsync();
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    private static async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("Person").FillAsync("anna");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private Task<IBrowserContext> OpenAsync(ColorScheme scheme) => browser.OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });

    private async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(new Uri(_api.Api.BaseAddress!, path).ToString());
        return page;
    }
}
