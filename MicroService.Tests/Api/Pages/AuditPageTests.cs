using System.Text;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>Audits on the page, in a browser.</summary>
public sealed class AuditPageTests(SharedPage host, SharedBrowser browser)
{
    private const string Probe = "has no readiness probe";
    private const string ContainerLine = "- name: server";

    [Fact]
    public async Task PastedManifest_ShowsEachFindingAtItsLine()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);

        var line = page.Locator(".line").Filter(new() { HasText = ContainerLine }).First;

        await Assertions.Expect(line.Locator(".mark").Filter(new() { HasText = Probe })).ToHaveCountAsync(1);
        await Assertions.Expect(line.Locator("code").First).ToHaveTextAsync("        - name: server");
    }

    [Fact]
    public async Task OpenedFinding_SaysWhyAndShowsTheChange()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        var mark = page.Locator(".mark").Filter(new() { HasText = Probe });

        await mark.Locator("summary").ClickAsync();

        await Assertions.Expect(mark.GetByRole(AriaRole.Link, new() { Name = "readiness-probe" })).ToBeVisibleAsync();
        await Assertions.Expect(mark.GetByRole(AriaRole.Link, new() { Name = "Reference" })).ToBeVisibleAsync();
        await Assertions.Expect(mark.Locator(".added").Filter(new() { HasText = "+          readinessProbe:" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task TakenFix_ChangesTheSourceAndTheScore()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        var mark = page.Locator(".mark").Filter(new() { HasText = Probe });
        await mark.Locator("summary").ClickAsync();

        await mark.GetByRole(AriaRole.Button).ClickAsync();

        await Assertions.Expect(page.GetByText("Fixes taken")).ToBeVisibleAsync(new() { Timeout = SharedPage.Patience });
        await Assertions.Expect(page.Locator(".line code").Filter(new() { HasText = "readinessProbe:" })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".line code").Filter(new() { HasText = "# Keep this comment." })).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".mark").Filter(new() { HasText = Probe })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".change")).ToContainTextAsync("Was F");
    }

    [Fact]
    public async Task FixThatIsTakenBack_LeavesTheSourceAsItCame()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take all [0-9]+ safe fixes") }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take back: all safe fixes" }).ClickAsync();

        await Assertions.Expect(page.GetByText("Fixes taken")).ToHaveCountAsync(0, new() { Timeout = SharedPage.Patience });
        await page.WaitForLoadStateAsync();
        Assert.Equal(Manifests.Careless.TrimEnd('\n').Split('\n'), await page.Locator(".line > code").AllTextContentsAsync());
    }

    [Fact]
    public async Task Download_IsWhatFixingGives()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take all [0-9]+ safe fixes") }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the result" }).ClickAsync());

        var expected = new Fixer().Fix([new ManifestReader().Read("manifest.yaml", Encoding.UTF8.GetBytes(Manifests.Careless)).File!], new FixSettings(), TestContext.Current.CancellationToken);
        Assert.Equal("manifest.yaml", download.SuggestedFilename);
        Assert.Equal(expected.Files[0].Print(), await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Patches_AreThoseOfTheTakenFixes()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take all [0-9]+ safe fixes") }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the JSON patches" }).ClickAsync());

        Assert.Equal("patches.json", download.SuggestedFilename);
        Assert.Contains("\"op\":\"add\"", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WindowsLines_StayWhereNoFixIs()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        var text = Manifests.Careless.Replace("\n", "\r\n", StringComparison.Ordinal);
        await page.Locator("#files").SetInputFilesAsync(new FilePayload { Name = "cart.yaml", MimeType = "application/yaml", Buffer = Encoding.UTF8.GetBytes(text) });
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take all [0-9]+ safe fixes") }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the result" }).ClickAsync());

        var result = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("\n", result.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesOfSeveralKinds_AreAuditedTogetherAndOthersAreNamed()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        await page.Locator("#files").SetInputFilesAsync(
        [
            Payload("cart.yaml", Manifests.Careless),
            Payload("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"),
            Payload("notes.txt", "Read me."),
        ]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        await Assertions.Expect(page.Locator(".file > h2")).ToHaveTextAsync(["cart.yaml", "map.yaml"], new() { Timeout = SharedPage.Patience });
        await Assertions.Expect(page.Locator(".note")).ToContainTextAsync("notes.txt was left out");
    }

    [Fact]
    public async Task UnreadableManifest_ShowsEachProblemAtItsLine()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, "kind: ConfigMap\nmetadata: {name: a\n---\nkind: [\n---\nkind: Pod\n");

        await Assertions.Expect(page.GetByText("Cannot be audited")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#f1-3 .mark")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#f1-5 .mark")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Filter_ShowsOneSeverityOfOneCategory()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByLabel("warning").UncheckAsync();
        await page.GetByLabel("advice").UncheckAsync();
        await page.Locator("#category").SelectOptionAsync("probes");

        await Assertions.Expect(page.Locator(".mark:visible")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".mark:visible")).ToContainTextAsync(Probe);
    }

    [Fact]
    public async Task Edit_GoesOnWithTheFixedText()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Take all [0-9]+ safe fixes") }).ClickAsync();
        await page.GetByText("Fixes taken").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();

        await Assertions.Expect(page.GetByLabel("Manifests, YAML or JSON")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("automountServiceAccountToken|seccompProfile|preStop|app.kubernetes.io/name"));
    }

    private static FilePayload Payload(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };
}
