using System.Text;
using Deque.AxeCore.Playwright;
using MicroService.Tests.Browsers;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>That the pages of problems can be used by everybody, too.</summary>
public sealed class ProblemPageAccessTests(SharedPage host, SharedBrowser browser)
{
    private const int TooManyBytes = 1_100_000;

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task RefusedDocument_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await host.AuditAsync(context, "kind: ConfigMap\nmetadata: {name: a\n---\nkind: [\n");
        await page.Locator(".mark summary").First.ClickAsync();

        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EmptyForm_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await host.OpenAsync(context, "/");

        Assert.Equal(400, await SendAsync(page));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task DocumentThatIsTooLarge_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var context = await OpenAsync(scheme);
        var page = await host.OpenAsync(context, "/");
        var large = Encoding.UTF8.GetBytes($"kind: ConfigMap\n{new string('#', TooManyBytes)}");
        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "large.yaml", MimeType = "text/plain", Buffer = large });
        // The script would say so before.
        await page.EvaluateAsync("document.querySelector('form.start').noValidate = true");

        Assert.Equal(413, await SendAsync(page));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task CallerThatAsksTooOften_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["CallerLimits__RequestsPerSecond"] = "1", ["CallerLimits__Burst"] = "2" });
        await using var context = await OpenAsync(scheme);
        var page = await context.NewPageAsync();
        var address = new Uri(api.Api.BaseAddress!, "/rules").ToString();
        while ((await page.GotoAsync(address))!.Status != 429)
        {
            // What is allowed is used up.
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Too many requests" })).ToBeVisibleAsync();
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task ServiceThatIsOverloaded_HasNoViolationThatAxeKnows(ColorScheme scheme)
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["Limits__MaxConcurrentRequests"] = "1",
            ["Limits__QueueTimeout"] = "1s",
            ["Limits__MinBodyBytesPerSecond"] = "0",
            ["Documents__MinBytesPerSecond"] = "0",
        });
        await using var context = await OpenAsync(scheme);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(api.Api.BaseAddress!.ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await page.GetByLabel("Manifests, YAML or JSON").FillAsync(Manifests.Careless);
        using var held = await RawConnection.OpenAsync(api.Api);
        Assert.True(await held.SendAsync("POST /v1/audits HTTP/1.1\r\nHost: api\r\nContent-Type: application/yaml\r\nContent-Length: 5\r\n\r\n"));
        await api.WaitForMetricAsync("request_gate_active", 1);

        Assert.Equal(503, await SendAsync(page));
        Assert.Empty(PageAccessTests.Violations(await page.RunAxe()));
    }

    private Task<IBrowserContext> OpenAsync(ColorScheme scheme) => browser.OpenAsync(new() { ColorScheme = scheme, BypassCSP = true });

    private static async Task<int> SendAsync(IPage page)
    {
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync(), static response => response.Request.Method == "POST");
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync("Is this workload ready for production?");
        return answer.Status;
    }
}
