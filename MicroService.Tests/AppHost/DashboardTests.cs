using System.Diagnostics;
using System.Text;
using Aspire.Hosting.Testing;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.AppHost;

/// <summary>The dashboard of a run, in a browser.</summary>
[Collection(AppHostIsolation.Name)]
public sealed class DashboardTests(RunningAppHost host, SharedBrowser browser)
{
    private const float Patience = 120_000;
    private const int Looks = 120;
    private static BrowserNewContextOptions Window => new() { ViewportSize = new() { Width = 1600, Height = 1000 } };

    [Fact]
    public async Task Resources_AreShownRunningWithoutAWarning()
    {
        await using var context = await browser.OpenAsync(Window);
        var page = await OpenAsync(context);

        foreach (var resource in (string[])["api", "cache", "history"])
        {
            var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(resource, new() { Exact = true }) }).First;
            await Assertions.Expect(row).ToContainTextAsync("Running", new() { Timeout = Patience });
            await Assertions.Expect(row).Not.ToContainTextAsync("Unhealthy", new() { Timeout = Patience });
        }

        await Assertions.Expect(page.GetByText("certificate")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task DetailsOfTheApi_ShowEachDependencyHealthy()
    {
        await using var context = await browser.OpenAsync(Window);
        var page = await OpenAsync(context);

        await page.GetByRole(AriaRole.Row).GetByText("api", new() { Exact = true }).First.ClickAsync(new() { Timeout = Patience });

        foreach (var check in (string[])["api_cache", "api_history"])
        {
            var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(check, new() { Exact = true }) }).First;
            await Assertions.Expect(row).ToContainTextAsync("Healthy (", new() { Timeout = Patience });
        }
    }

    [Fact]
    public async Task PostedAudit_HasATraceAcrossApiCacheAndDatabase()
    {
        using var client = await host.ClientAsync();
        var trace = ActivityTraceId.CreateRandom();
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await RunningAppHost.AuditAsync(client, Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: traced-{Environment.ProcessId}}}\n"));
        await using var context = await browser.OpenAsync(Window);
        var page = await OpenAsync(context);

        // The service exports its spans in batches, and the page of a trace that is not there yet stays empty.
        var last = page.GetByText("INSERT audits").First;
        for (var looks = 0; looks < Looks && !await last.IsVisibleAsync(); looks++)
        {
            await page.GotoAsync(new Uri(new Uri(page.Url), $"/traces/detail/{trace}").ToString());
            await page.WaitForTimeoutAsync(1000);
        }

        foreach (var span in (string[])["POST /v1/audits", "SET cache", "INSERT audits"])
        {
            await Assertions.Expect(page.GetByText(span).First).ToBeVisibleAsync(new() { Timeout = Patience });
        }
    }

    [Fact]
    public async Task PageOfTheApi_IsLinked()
    {
        await using var context = await browser.OpenAsync(Window);
        var page = await OpenAsync(context);

        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "The page" }).First).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    [Fact]
    public async Task SampleAudit_IsRunFromTheDashboard()
    {
        await using var context = await browser.OpenAsync(Window);
        var page = await OpenAsync(context);

        await page.GetByTitle("Posts a Deployment that is not ready for production").First.ClickAsync(new() { Timeout = Patience });

        await Assertions.Expect(page.GetByText("readiness-probe").First).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var application = await host.ApplicationAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync((await application.GetDashboardUrlAsync(TestContext.Current.CancellationToken)).ToString());
        return page;
    }
}
