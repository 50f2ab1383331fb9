using Deque.AxeCore.Playwright;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>How two scans differ, on the page, in a browser.</summary>
public sealed class ScanComparisonPageTests(ChangedCluster host, SharedBrowser browser) : IClassFixture<ChangedCluster>
{
    private const string Heading = "What changed in the cluster";
    private const int NarrowWidth = 320;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwoScans_AreComparedFromTheListOfThem(bool hasScript)
    {
        var options = new BrowserNewContextOptions { JavaScriptEnabled = hasScript, ViewportSize = new() { Width = 1200, Height = 900 } };
        await using var context = await browser.OpenAsync(options);
        var page = await host.OpenAsync(context, "/cluster");

        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = Heading })).ToBeVisibleAsync();
        await page.GotoAsync(await host.AddressOfAsync(ChangedCluster.Before, ChangedCluster.After));
        var objects = page.Locator(".findings-list li");
        await Assertions.Expect(objects.Filter(new() { HasText = "new shop/Pod/intruder" })).ToHaveCountAsync(1);
        await Assertions.Expect(objects.Filter(new() { HasText = "gone billing/Pod/debug" })).ToHaveCountAsync(1);
        var level = page.Locator(".fields li").Filter(new() { HasText = "/data/LOG_LEVEL" });
        await Assertions.Expect(level).ToHaveTextAsync("/data/LOG_LEVEL info → debug");
        await Assertions.Expect(objects.Filter(new() { HasText = "shop/Pod/intruder, app" }).First).ToBeVisibleAsync();
        if (hasScript)
        {
            await PagePictureTests.TakeAsync(page, "page-comparison", isWhole: true);
        }
    }

    [Fact]
    public async Task Scans_AreComparedTheEarlierOneFirstWhateverWasChosen()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, await host.PathOfAsync(ChangedCluster.After, ChangedCluster.Before));

        await Assertions.Expect(page.Locator(".findings-list li").Filter(new() { HasText = "new shop/Pod/intruder" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Scan_LeadsToWhatChangedSinceTheOneBeforeIt()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, $"/cluster/scans/{await host.IdOfAsync(ChangedCluster.After)}");

        await page.GetByRole(AriaRole.Link, new() { Name = "What changed since the scan before" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = Heading })).ToBeVisibleAsync();
        Assert.Equal(await host.AddressOfAsync(ChangedCluster.Before, ChangedCluster.After), page.Url);
    }

    [Fact]
    public async Task FirstScanOfItsScope_HasNothingToBeComparedWith()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, $"/cluster/scans/{await host.IdOfAsync(ChangedCluster.Narrow)}");

        await Assertions.Expect(page.GetByText(", of billing.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "What changed since the scan before" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task WhatOneScanDidNotLookAt_IsSaidNotToBeCompared()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, await host.PathOfAsync(ChangedCluster.After, ChangedCluster.Narrow));

        await Assertions.Expect(page.GetByText("Nothing is gone.")).ToBeVisibleAsync();
        var left = page.GetByText("Namespaces that one of the two did not look at");
        await Assertions.Expect(left).ToContainTextAsync("(none), kube-system, platform, shop");
    }

    [Fact]
    public async Task HostileFields_AreShownAsText()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, await host.PathOfAsync(ChangedCluster.Before, ChangedCluster.After));

        var now = page.Locator(".fields ins");
        await Assertions.Expect(now.Filter(new() { HasText = "<script>document.title='taken'</script>" })).ToHaveCountAsync(1);
        await Assertions.Expect(now.Filter(new() { HasText = "\u202e" })).ToHaveCountAsync(0);
        await Assertions.Expect(now.Filter(new() { HasText = "\\u202e" }).First).ToBeVisibleAsync();
        Assert.StartsWith(Heading, await page.TitleAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Comparison_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await browser.OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });
        var page = await host.OpenAsync(context, await host.PathOfAsync(ChangedCluster.Before, ChangedCluster.After));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));

        await page.GotoAsync(await host.AddressAsync("/cluster/scans"));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
        await page.GotoAsync(await host.AddressAsync($"/cluster/scans/{await host.IdOfAsync(ChangedCluster.After)}/namespaces/shop"));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData("comparison")]
    [InlineData("scans")]
    [InlineData("cluster")]
    public async Task NarrowView_NeedsNoSidewardsScrolling(string view)
    {
        await using var context = await browser.OpenAsync(new() { ViewportSize = new() { Width = NarrowWidth, Height = 640 } });
        var page = await host.OpenAsync(context, view switch
        {
            "comparison" => await host.PathOfAsync(ChangedCluster.Before, ChangedCluster.After),
            "scans" => "/cluster/scans",
            _ => "/cluster",
        });

        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= NarrowWidth);
    }

    [Fact]
    public async Task Comparison_IsMadeByKeyboard()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        var person = new KeyboardUser(page);

        await person.GoToAsync("input[name=a]");
        await page.Keyboard.PressAsync("ArrowDown");
        await person.FollowAsync("form[action='/cluster/comparison'] button");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = Heading })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Namespace_ShowsItsScoreOverTimeAndWhatIsAcceptedThere()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, $"/cluster/scans/{await host.IdOfAsync(ChangedCluster.After)}/namespaces/shop");

        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new("The score of shop: .* over [0-9]+ scans") });
        await Assertions.Expect(chart).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Accepted: Somebody looks for it.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task OlderScans_AreOnPagesOfTheirOwn()
    {
        await host.AddScansAsync(5);
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Scans" }).Locator("tbody tr")).ToHaveCountAsync(5);

        await page.GetByRole(AriaRole.Link, new() { Name = "Older scans" }).ClickAsync();

        await Assertions.Expect(page.Locator($"a[href='/cluster/scans/{await host.IdOfAsync(ChangedCluster.Before)}']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Older scans" })).ToHaveCountAsync(0);
    }
}
