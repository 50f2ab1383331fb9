using MicroService.Tests.Browsers;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>The pictures in the documentation are of the page as it is: UPDATE_GOLDEN=1 takes them anew.</summary>
public sealed class PagePictureTests(SharedPage host, SharedBrowser browser)
{
    [Theory]
    [InlineData("page-history", "/history")]
    [InlineData("page-cluster", "/cluster")]
    [InlineData("page-rules", "/rules")]
    public async Task View_HasAPicture(string name, string path)
    {
        await using var context = await browser.OpenAsync(Window);
        await host.AuditAsync(context, Manifests.Careless, "cart.yaml");
        await host.AuditAsync(context, Manifests.Excused, "cart.yaml");

        await TakeAsync(await host.OpenAsync(context, path), name);
    }

    [Fact]
    public async Task Audit_HasAPicture()
    {
        await using var context = await browser.OpenAsync(Window);
        var page = await host.AuditAsync(context, Manifests.Careless, "cart.yaml");
        await page.Locator(".mark").Filter(new() { HasText = "has no readiness probe" }).Locator("summary").ClickAsync();

        await TakeAsync(page, "page-audit", isWhole: true);
    }

    private static BrowserNewContextOptions Window => new() { ViewportSize = new() { Width = 1200, Height = 900 } };

    /// <summary>Takes a picture if pictures are taken, and asks that there is one.</summary>
    internal static async Task TakeAsync(IPage page, string name, bool isWhole = false)
    {
        var file = RepositoryRoot.Combine($"docs/pictures/{name}.png");
        if (GoldenFile.MayWrite)
        {
            await page.ScreenshotAsync(new() { Path = file, FullPage = isWhole });
        }

        // Fonts differ from machine to machine, so that what is drawn is not compared.
        Assert.True(File.Exists(file), $"{file} does not exist (UPDATE_GOLDEN=1 takes it).");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }
}
