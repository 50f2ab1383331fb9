using Deque.AxeCore.Playwright;
using MicroService.Tests.Api.RightSizing;
using MicroService.Tests.Api.Scans;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>What a workload used and should ask for, on the page, from a real Prometheus.</summary>
public sealed class WorkloadSizesPageTests(SampleHistoryServer history, SharedBrowser browser) : IClassFixture<SampleHistoryServer>
{
    [Fact]
    public async Task Workload_ShowsItsUseAgainstWhatItRequestsAndShould()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["RightSizing__Prometheus"] = (await history.AddressAsync()).ToString() });
        await api.ScanAsync();
        await using var context = await browser.OpenAsync(new() { BypassCSP = true, ViewportSize = new() { Width = 1200, Height = 900 } });
        var page = await context.NewPageAsync();

        await page.GotoAsync(new Uri(api.Client.BaseAddress!, "/cluster/workloads/shop/Deployment/web").ToString());

        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^CPU over time: .*request 100m, .*suggested request 260m") })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Memory over time: .*request 128Mi") })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("confidence: high")).ToBeVisibleAsync();
        Assert.Empty((await page.RunAxe()).Violations.Select(static violation => violation.Id));
        await PagePictureTests.TakeAsync(page, "page-workload", isWhole: true);
    }

    [Fact]
    public async Task SizesOnANarrowScreen_AreReachedAndScrolledByKeyboard()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["RightSizing__Prometheus"] = (await history.AddressAsync()).ToString() });
        await api.ScanAsync();
        await using var context = await browser.OpenAsync(new() { ViewportSize = new() { Width = 320, Height = 640 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(api.Client.BaseAddress!, "/cluster/workloads/shop/Deployment/web").ToString());
        await Assertions.Expect(page.GetByText("confidence: high")).ToBeVisibleAsync();

        await new KeyboardUser(page).GoToAsync(".size .scroll");
        await page.Keyboard.PressAsync("ArrowRight");

        // Waiting for a function evaluates text later on, which the page's policy forbids.
        while (!await page.EvaluateAsync<bool>("() => document.activeElement.scrollLeft > 0"))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }
}
