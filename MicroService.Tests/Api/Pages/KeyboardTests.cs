using MicroService.Tests.Browsers;
using MicroService.Tests.Processes;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>Every flow of the page by keyboard alone.</summary>
public sealed class KeyboardTests(SharedPage host, SharedBrowser browser)
{
    [Fact]
    public async Task Audit_IsMadeAndAFixTakenWhereItsFindingWas()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        var person = new KeyboardUser(page);
        await person.TypeAsync("#text", Manifests.Careless);
        await person.FollowAsync("button.main");
        await page.Locator(".mark").First.WaitForAsync();

        await person.FollowAsync(".mark:has(button) summary");
        await Assertions.Expect(page.Locator(".mark[open]")).ToHaveCountAsync(1);
        await person.FollowAsync(".mark button");
        await Assertions.Expect(page.GetByText("Fixes taken")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await page.WaitForLoadStateAsync();

        Assert.True(await person.IsInAsync(".line:target"));
        await person.GoToAsync(".mark summary");
    }

    [Fact]
    public async Task AllSafeFixes_AreTakenAndTakenBackWithoutLosingThePlace()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        var person = new KeyboardUser(page);

        await person.FollowAsync("button[name=take].main");
        await Assertions.Expect(page.GetByText("Fixes taken")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await page.WaitForLoadStateAsync();
        Assert.True(await person.IsInAsync("#result"));
        await person.FollowAsync("button[name=back]");
        await Assertions.Expect(page.GetByText("Fixes taken")).ToHaveCountAsync(0);
        await page.WaitForLoadStateAsync();

        Assert.True(await person.IsInAsync("#result"));
    }

    [Fact]
    public async Task TakenFixWithoutScript_IsGoneOnFromAtItsLine()
    {
        await using var context = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await host.AuditAsync(context, Manifests.Careless);
        var mark = page.Locator(".mark").Filter(new() { Has = page.Locator("button[name=take]") }).Last;
        await mark.Locator("summary").ClickAsync();
        await mark.Locator("button[name=take]").ClickAsync();
        await Assertions.Expect(page.GetByText("Fixes taken")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await page.WaitForLoadStateAsync();

        await page.Keyboard.PressAsync("Tab");

        Assert.True(await page.EvaluateAsync<bool>("!document.activeElement.closest('header') && document.activeElement !== document.body && !document.activeElement.matches('.skip')"));
    }

    [Fact]
    public async Task History_IsOpenedComparedAndShowsWhatWasAccepted()
    {
        await using var api = await ApiProcess.StartAsync();
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, api, "/");
        var person = new KeyboardUser(page);
        foreach (var manifest in (string[])[Manifests.Careless, Manifests.Excused, Manifests.Excused.Replace("1.2.3", "1.2.4", StringComparison.Ordinal)])
        {
            await page.GotoAsync(AddressOf(api, "/"));
            await person.TypeAsync("#text", manifest);
            await person.TypeAsync("#name", "cart");
            await person.FollowAsync("button.main");
            await page.Locator(".mark").First.WaitForAsync();
        }

        await person.FollowAsync("a[href^='/history/']");
        await page.WaitForURLAsync("**/history/*");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "cart" })).ToBeVisibleAsync();
        await person.FollowAsync("nav a[href='/history']");
        await page.WaitForURLAsync("**/history");

        // The newest is chosen as the later one, the one before it as the earlier one: the oldest is one further.
        await person.GoToAsync("input[name=a]");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("tbody tr:nth-child(3) input[name=a]")).ToBeCheckedAsync();
        await person.FollowAsync("button.main");

        await Assertions.Expect(page.GetByText("Accepted since: 1")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
    }

    [Fact]
    public async Task Cluster_IsFollowedFromANamespaceToAWorkload()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        var person = new KeyboardUser(page);

        await person.FollowAsync("a[href$='/namespaces/billing']");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "billing" })).ToBeVisibleAsync();
        await person.FollowAsync("a[href$='/billing/Deployment/invoices']");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Deployment/invoices" })).ToBeVisibleAsync();
        await person.FollowAsync(".findings-list a");
        await page.WaitForURLAsync("**/rules/*");
    }

    [Fact]
    public async Task Workloads_AreFiltered()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        var person = new KeyboardUser(page);

        await person.TypeAsync("#namespace", "billing");
        await person.GoToAsync("#severity");
        await page.Keyboard.TypeAsync("danger");
        await person.FollowAsync(".filter button");

        await page.WaitForURLAsync("**namespace=billing**severity=danger**");
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "shop" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Scan_IsStartedAndItsResultRead()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        var person = new KeyboardUser(page);

        await person.FollowAsync("button.main");

        await page.WaitForURLAsync("**/cluster/scans/*");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result" })).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await person.FollowAsync("a[href$='/namespaces/billing']");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "billing" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Rule_IsFoundByItsCategoryAndOpened()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/rules");
        var person = new KeyboardUser(page);

        await person.FollowAsync("a[href='#probes']");
        await page.WaitForURLAsync("**/rules#probes");
        await person.FollowAsync("a[href='/rules/readiness-probe']");

        await Assertions.Expect(page.GetByText("advisor.microservice.dev/ignore: \"readiness-probe\"")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, ApiProcess api, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(AddressOf(api, path));
        return page;
    }

    private static string AddressOf(ApiProcess api, string path) => new Uri(api.Api.BaseAddress!, path).ToString();
}
