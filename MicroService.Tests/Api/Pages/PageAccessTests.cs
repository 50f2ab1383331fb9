using Deque.AxeCore.Playwright;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>That everybody can use the page: on a narrow screen, in light and dark, without a script.</summary>
public sealed class PageAccessTests(SharedPage host, SharedBrowser browser)
{
    private const int NarrowWidth = 320;

    /// <summary>Every view that has an address.</summary>
    public static TheoryData<string, ColorScheme> Views
    {
        get
        {
            var views = new TheoryData<string, ColorScheme>();
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                foreach (var path in (string[])["/", "/history", "/cluster", "/cluster/workloads/billing/Deployment/invoices", "/rules", "/rules/readiness-probe", "/nothing"])
                {
                    views.Add(path, scheme);
                }
            }

            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public async Task View_HasNoViolationThatAxeKnows(string path, ColorScheme scheme)
    {
        await using var context = await browser.OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });
        var page = await host.OpenAsync(context, path);

        Assert.Empty(Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task AuditWithOpenedFindings_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await browser.OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });
        var page = await host.AuditAsync(context, Manifests.Careless);
        foreach (var summary in (await page.Locator(".mark summary").AllAsync()).Take(8))
        {
            await summary.ClickAsync();
        }

        Assert.Empty(Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/history")]
    [InlineData("/cluster")]
    [InlineData("/cluster/workloads/billing/Deployment/invoices")]
    [InlineData("/rules")]
    public async Task NarrowView_NeedsNoSidewardsScrolling(string path)
    {
        await using var context = await browser.OpenAsync(new() { ViewportSize = new() { Width = NarrowWidth, Height = 640 } });
        var page = await host.OpenAsync(context, path);

        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= NarrowWidth);
    }

    [Fact]
    public async Task NarrowAudit_NeedsNoSidewardsScrolling()
    {
        await using var context = await browser.OpenAsync(new() { ViewportSize = new() { Width = NarrowWidth, Height = 640 } });
        var page = await host.AuditAsync(context, Manifests.Careless);
        foreach (var summary in (await page.Locator(".mark summary").AllAsync()).Take(4))
        {
            await summary.ClickAsync();
        }

        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= NarrowWidth);
    }

    [Fact]
    public async Task WithoutScript_FixesAreTakenAndFindingsFiltered()
    {
        await using var context = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByLabel("danger").UncheckAsync();
        await Assertions.Expect(page.Locator(".mark.danger:visible")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();

        await Assertions.Expect(page.GetByText("Fixes taken")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy the result" })).ToBeHiddenAsync();
    }

    [Fact]
    public async Task SlowService_IsSentAFormOnce()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        var (sent, release) = (0, new TaskCompletionSource());
        await context.RouteAsync("**/", async route =>
        {
            Interlocked.Increment(ref sent);
            await release.Task;
            await route.ContinueAsync();
        });
        await page.GetByLabel("Manifests, YAML or JSON").FillAsync(Manifests.Careless);
        var audit = page.GetByRole(AriaRole.Button, new() { Name = "Audit" });

        var busy = await audit.EvaluateAsync<string?>("button => { button.click(); const busy = button.ariaBusy; button.click(); return busy; }");
        release.SetResult();

        await page.Locator(".mark").First.WaitForAsync();
        Assert.Equal(("true", 1), (busy, sent));
    }

    [Fact]
    public async Task FailingService_IsSaidWhereTheResultIsCopied()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();
        await page.GetByText("Fixes taken").WaitForAsync();
        await context.RouteAsync("**/", static route => route.FulfillAsync(new() { Status = 503 }));

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy the result" }).ClickAsync();

        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Not copied: the service answered 503");
    }

    [Fact]
    public async Task WithoutScript_ScanIsFollowedToItsEnd()
    {
        await using var context = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await host.OpenAsync(context, "/cluster");

        await page.GetByRole(AriaRole.Button, new() { Name = "Scan the cluster now" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result" })).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
    }

    /// <summary>What axe has to say, in words.</summary>
    internal static IEnumerable<string> Violations(Deque.AxeCore.Commons.AxeResult result) =>
        result.Violations.Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Select(static node => node.Html).Take(3))}");
}
