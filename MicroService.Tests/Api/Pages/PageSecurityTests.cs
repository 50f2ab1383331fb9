using System.Collections.Concurrent;
using System.Net;
using System.Text;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>That the page keeps to itself, whatever is in a manifest.</summary>
public sealed class PageSecurityTests(SharedPage host, SharedBrowser browser)
{
    private const int MostBytes = 100_000;

    private const string Hostile = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: "<script>document.title='taken'</script>"
          annotations:
            note: "</textarea><img src=x onerror=\"document.title='taken'\">"
            escape: "\e[2J\u202e"
        spec:
          selector:
            matchLabels: {app: "\"><svg onload=document.title='taken'>"}
          template:
            metadata:
              labels: {app: "\"><svg onload=document.title='taken'>"}
            spec:
              containers:
                - name: "'-alert(1)-'"
                  image: "javascript:document.title='taken'"
                  ports: [{containerPort: 8080}]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/history")]
    [InlineData("/cluster")]
    [InlineData("/rules")]
    public async Task View_LoadsNothingUnsafe(string path)
    {
        using var answer = await (await host.ClientAsync()).AskAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstView_TakesLittleAndComesFromOneHost()
    {
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        var hosts = new ConcurrentBag<string>();
        var sizes = new ConcurrentBag<Task<int>>();
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        page.RequestFinished += (_, request) => sizes.Add(SizeOfAsync(request));

        await page.GotoAsync(await host.AddressAsync("/"), new() { WaitUntil = WaitUntilState.NetworkIdle });

        Assert.Single(hosts.Distinct());
        Assert.InRange((await Task.WhenAll(sizes)).Sum(), 1, MostBytes);
    }

    [Fact]
    public async Task HostileManifest_IsShownAndNeverRun()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Hostile, "<script>document.title='taken'</script>");
        foreach (var summary in await page.Locator(".mark summary").AllAsync())
        {
            await summary.ClickAsync();
        }

        Assert.DoesNotContain("taken", (await page.TitleAsync()).Replace("<script>document.title='taken'</script>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await Assertions.Expect(page.Locator("main script, main img, main svg")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".line code").Filter(new() { HasText = "<script>document.title='taken'</script>" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task HostileManifest_StaysAsItIsThroughAFix()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Hostile);
        var fix = page.Locator(".mark").Filter(new() { Has = page.Locator("button[name=take]") }).First;
        await fix.Locator("summary").ClickAsync();
        await fix.Locator("button[name=take]").ClickAsync();
        await page.GetByText("Fixes taken").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).First.ClickAsync();

        await Assertions.Expect(page.GetByText("Fixes taken")).ToHaveCountAsync(0, new() { Timeout = SharedPage.Patience });
        await page.WaitForLoadStateAsync();
        Assert.Equal(Hostile.Split('\n'), await page.Locator(".line > code").AllTextContentsAsync());
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    public async Task FormOfAnotherSite_IsRefused(string header, string value)
    {
        using var request = Form("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        request.Headers.Add(header, value);

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task FormOfTheSite_IsAccepted()
    {
        using var request = Form("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task FormThatIsTooLarge_IsRefusedAsAPage()
    {
        using var request = Form(new string('#', 1_100_000));
        request.Headers.Add("Accept", "text/html");

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The document is too large", await answer.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormOfNothingButLines_IsRefused()
    {
        using var request = Form($"kind: ConfigMap\n{new string('\n', 60_000)}");

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task BrokenForm_IsABadRequest()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("--b\r\nnothing", Encoding.UTF8) };
        request.Content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "b") } };

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task ProblemOfACall_StaysDataForBrowsers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/rules/nothing");
        request.Headers.Add("Accept", "text/html");

        using var answer = await (await host.ClientAsync()).SendAsync(request, Cancellation);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    private static HttpRequestMessage Form(string text) =>
        new(HttpMethod.Post, "/") { Content = new MultipartFormDataContent { { new StringContent(text), "text" } } };

    private static async Task<int> SizeOfAsync(IRequest request)
    {
        var sizes = await request.SizesAsync();
        return sizes.ResponseBodySize + sizes.ResponseHeadersSize;
    }
}
