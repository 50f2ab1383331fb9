using MicroService.Tests.Browsers;
using MicroService.Tests.Processes;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>History, cluster and rules on the page, in a browser.</summary>
public sealed class PageViewTests(SharedPage host, SharedBrowser browser)
{
    [Fact]
    public async Task KeptAudit_HasAnAddressThatCanBeShared()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless, $"shared {Guid.CreateVersion7()}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" }).ClickAsync();
        await page.WaitForURLAsync("**/history/*");

        await using var other = await browser.OpenAsync();
        var shared = await host.OpenAsync(other, new Uri(page.Url).PathAndQuery);

        await Assertions.Expect(shared.GetByText("has no readiness probe")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task SecondAuditOfAName_ShowsTheTrendAndWhatChanged()
    {
        var name = $"cart {Guid.CreateVersion7()}";
        await using var context = await browser.OpenAsync();
        await host.AuditAsync(context, Manifests.Careless, name);
        var page = await host.AuditAsync(context, Manifests.Excused, name);
        await page.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("over 2 audits") })).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });

        await page.GetByRole(AriaRole.Link, new() { Name = "What changed since the audit before" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Accepted since: 1")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await Assertions.Expect(page.GetByText("Gone: 0")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task OnlyAuditOfTheHistory_IsNotComparedWithItself()
    {
        await using var api = await ApiProcess.StartAsync();
        using var audited = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var one = await api.Api.AskAsync("/history");
        using var again = await api.Api.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Excused));
        using var two = await api.Api.AskAsync("/history");

        Assert.DoesNotContain("Compare", await one.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("Compare", await two.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AcceptedFinding_IsShownWithItsReason()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Excused, $"excused {Guid.CreateVersion7()}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Accepted: ")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ScanOfTheCluster_IsFollowedAsItRuns()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");

        await page.GetByRole(AriaRole.Button, new() { Name = "Scan the cluster now" }).ClickAsync();

        await page.WaitForURLAsync("**/cluster/scans/*");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result" })).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await Assertions.Expect(page.GetByText("Secrets are not read")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Workloads_AreFilteredByNamespaceAndSeverity()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster");
        await page.Locator("#namespace").FillAsync("billing");
        await page.Locator("#severity").SelectOptionAsync("danger");
        await page.Locator("#sort").SelectOptionAsync("score");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        await page.WaitForURLAsync("**namespace=billing**");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Workloads" }).Locator("tbody td").First).ToHaveTextAsync("billing");
        await Assertions.Expect(page.Locator("tbody tr").Filter(new() { HasText = "shop" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Workload_ShowsItsScoreOverTimeAndItsFindings()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/cluster/workloads/billing/Deployment/invoices");

        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { NameRegex = new("The score of invoices") })).ToBeVisibleAsync();
        Assert.True(await page.Locator(".findings-list li").CountAsync() > 5);
    }

    [Fact]
    public async Task Rule_SaysWhyAndHowToAcceptIt()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/rules");

        await page.GetByRole(AriaRole.Link, new() { Name = "readiness-probe", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("advisor.microservice.dev/ignore: \"readiness-probe\"")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
    }
}
