using System.Text;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>
/// That an audit of thousands of lines scrolls as a short one does. What a frame may cost is counted in what the browser looks at, and compared with a
/// short audit in time of the processor; how long a frame takes on one machine says nothing of another.
/// </summary>
public sealed class LongAuditTests(SharedPage host, SharedBrowser browser)
{
    private const int LongCopies = 280;
    private const int ShortCopies = 28;
    private const int LeastLines = 5_000;
    private const int MostShownLines = 400;
    private const int MostElements = 100;
    private const int Steps = 40;
    private const double MostTimes = 4;

    [Fact]
    public async Task LinesOutOfSight_AreNeitherStyledNorLaidOut()
    {
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, LongCopies);
        Assert.InRange(await page.Locator(".line").CountAsync(), LeastLines, int.MaxValue);

        foreach (var place in (string[])["0", "document.documentElement.scrollHeight / 2", "document.documentElement.scrollHeight"])
        {
            await page.EvaluateAsync($"scrollTo({{ top: {place}, behavior: 'instant' }})");
            await FrameAsync(page);

            var shown = await page.EvaluateAsync<int>("[...document.querySelectorAll('.line')].filter(line => line.checkVisibility({ contentVisibilityAuto: true })).length");

            Assert.InRange(shown, 1, MostShownLines);
        }
    }

    [Fact]
    public async Task Style_LooksIntoNothingThatHoldsLines()
    {
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, LongCopies);

        // What is before :has() is looked through in every frame in which something new is styled.
        var searched = await page.EvaluateAsync<int[]>(
            """
            [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).flatMap(rule => rule.selectorText?.split(/,(?![^(]*\))/) ?? [])
              .filter(selector => selector.includes(':has('))
              .map(selector => [...document.querySelectorAll(selector.split(':has(')[0])].reduce((sum, element) => sum + element.querySelectorAll('*').length, 0))
            """);

        Assert.NotEmpty(searched);
        Assert.All(searched, static elements => Assert.InRange(elements, 1, MostElements));
    }

    [Fact]
    public async Task ScrollingALongAudit_TakesNoMoreOfTheProcessorThanAShortOne()
    {
        var few = await CostAsync(ShortCopies);
        var many = await CostAsync(LongCopies);

        Assert.True(many < few * MostTimes, $"{Steps} steps cost {many:0.000} s of the processor in the long audit, and {few:0.000} s in one a tenth as long.");
    }

    private async Task<double> CostAsync(int copies)
    {
        await using var context = await browser.OpenAsync();
        var page = await OpenAsync(context, copies);
        var tools = await context.NewCDPSessionAsync(page);
        await tools.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" });
        await page.Mouse.MoveAsync(600, 300);
        var before = await BusyAsync(tools);
        for (var step = 0; step < Steps; step++)
        {
            await page.Mouse.WheelAsync(0, 300);
            await FrameAsync(page);
        }

        return await BusyAsync(tools) - before;
    }

    private static async Task<double> BusyAsync(ICDPSession tools)
    {
        var answer = await tools.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().Single(static metric => metric.GetProperty("name").ValueEquals("TaskDuration")).GetProperty("value").GetDouble();
    }

    private static async Task FrameAsync(IPage page) => await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    private async Task<IPage> OpenAsync(IBrowserContext context, int copies)
    {
        var manifest = string.Concat(Enumerable.Range(0, copies).Select(static copy => $"{Manifests.Careless.Replace("name: cart", $"name: cart-{copy}", StringComparison.Ordinal)}\n---\n"));
        var page = await host.OpenAsync(context, "/");
        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "many.yaml", MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(manifest) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await page.Locator(".mark").First.WaitForAsync();
        await page.WaitForLoadStateAsync();
        return page;
    }
}
