using System.Text;
using System.Text.RegularExpressions;
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
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();
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
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the result" }).ClickAsync());

        var expected = new Fixer().Fix([new ManifestReader().Read("manifest.yaml", Encoding.UTF8.GetBytes(Manifests.Careless)).File!], new FixSettings(), TestContext.Current.CancellationToken);
        Assert.Equal("manifest.yaml", download.SuggestedFilename);
        Assert.Equal(expected.Files[0].Print(), await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Copy the result", "# Keep this comment.")]
    [InlineData("Copy the JSON patches", "\"op\":\"add\"")]
    public async Task Copy_IsWhatTheDownloadWouldBe(string button, string expected)
    {
        await using var context = await browser.OpenAsync(new() { Permissions = ["clipboard-read", "clipboard-write"] });
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("Copied.");
        Assert.Contains(expected, await page.EvaluateAsync<string>("navigator.clipboard.readText()"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EqualObjectsOfTwoFiles_AreFixedOneAfterTheOther()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        await page.Locator("#files").SetInputFilesAsync([Payload("dev.yaml", Manifests.Careless), Payload("prod.yaml", Manifests.Careless)]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        var marks = page.Locator(".mark").Filter(new() { HasText = Probe });
        await Assertions.Expect(marks).ToHaveCountAsync(2);

        foreach (var left in (int[])[1, 0])
        {
            await marks.First.Locator("summary").ClickAsync();
            await marks.First.GetByRole(AriaRole.Button).ClickAsync();
            await Assertions.Expect(marks).ToHaveCountAsync(left);
            await page.WaitForLoadStateAsync();
        }

        await Assertions.Expect(page.Locator(".line code").Filter(new() { HasText = "readinessProbe:" })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task OtherYamlOfAFolder_IsLeftOut()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        await page.Locator("#files").SetInputFilesAsync([Payload("cart.yaml", Manifests.Careless), Payload("values.yaml", "replicas: 2\n")]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        await Assertions.Expect(page.Locator(".file > h2")).ToHaveTextAsync(["cart.yaml"]);
        await Assertions.Expect(page.Locator(".note")).ToContainTextAsync("values.yaml was left out");
    }

    [Theory]
    [InlineData("\u0085")]
    [InlineData("\u00e4 \ud83d\ude80 &amp; </textarea>")]
    [InlineData("\t tab")]
    public async Task TextOfAnAnnotation_ComesBackAsItWasSent(string text)
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        var manifest = $"\n{Manifests.Careless}\n# {text}\n";
        await page.Locator("#files").SetInputFilesAsync(Payload("cart.yaml", manifest));
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();
        await page.GetByText("Fixes taken").WaitForAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the result" }).ClickAsync());

        var result = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.StartsWith("\napiVersion", result, StringComparison.Ordinal);
        Assert.EndsWith($"\n# {text}\n", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patches_AreThoseOfTheTakenFixes()
    {
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();

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
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();

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
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("safe fix") }).ClickAsync();
        await page.GetByText("Fixes taken").WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();

        await Assertions.Expect(page.GetByLabel("Manifests, YAML or JSON")).ToHaveValueAsync(new Regex("automountServiceAccountToken|seccompProfile|preStop|app.kubernetes.io/name"));
    }

    [Fact]
    public async Task ReloadedAudit_IsKeptOnce()
    {
        var name = $"reloaded {Guid.CreateVersion7()}";
        await using var context = await browser.OpenAsync();
        var page = await host.AuditAsync(context, Manifests.Careless, name);
        var link = page.GetByRole(AriaRole.Link, new() { Name = "Link to this audit" });
        var first = await link.GetAttributeAsync("href");

        var again = await page.ReloadAsync();

        Assert.Equal("POST", again!.Request.Method);
        await Assertions.Expect(link).ToHaveAttributeAsync("href", first!);
        await page.GotoAsync(await host.AddressAsync("/history"));
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task ChangedAuditOfAName_IsKeptBesideTheOneBefore()
    {
        var name = $"changed {Guid.CreateVersion7()}";
        await using var context = await browser.OpenAsync();
        foreach (var manifest in (string[])[Manifests.Careless, Manifests.Excused, Manifests.Careless])
        {
            await host.AuditAsync(context, manifest, name);
        }

        var page = await host.OpenAsync(context, "/history");

        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = name })).ToHaveCountAsync(3);
    }

    private static FilePayload Payload(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };
}
