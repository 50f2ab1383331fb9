using MicroService.Tests.Browsers;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>A folder on the page: what is sent of it, and what is said of the rest.</summary>
public sealed class FolderUploadTests(SharedPage host, SharedBrowser browser) : IDisposable
{
    private const int MostFiles = 500;
    private const int MostBytes = 1024 * 1024;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-folder-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OtherFilesOfAFolder_StayInTheBrowserAndAreCounted()
    {
        Write("cart.yaml", Manifests.Careless);
        Write("more/map.YML", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n");
        Write("more/data.json", """{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "more" } }""");
        Write("notes.txt", "Read me.");
        Write("picture.png", new string('x', 2 * MostBytes));
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        await page.Locator("#folder").SetInputFilesAsync(_folder.FullName);
        await Assertions.Expect(page.Locator("#said")).ToHaveTextAsync("3 of the folder's files are sent; 2 others are left out, as they are neither YAML nor JSON by their names.");

        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        // The picture alone is more than a form takes.
        var files = page.Locator(".file > h2");
        await Assertions.Expect(files).ToHaveCountAsync(3);
        Assert.Equal(
            [$"{_folder.Name}/cart.yaml", $"{_folder.Name}/more/data.json", $"{_folder.Name}/more/map.YML"],
            (await files.AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await Assertions.Expect(page.Locator(".note")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task FolderWithoutScript_IsSentAsAWholeAndTheRestNamed()
    {
        Write("cart.yaml", Manifests.Careless);
        Write("notes.txt", "Read me.");
        await using var context = await browser.OpenAsync(new() { JavaScriptEnabled = false });
        var page = await host.OpenAsync(context, "/");
        await Assertions.Expect(page.GetByText("All of its files are sent")).ToBeVisibleAsync();
        await page.Locator("#folder").SetInputFilesAsync(_folder.FullName);

        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        await Assertions.Expect(page.Locator(".note")).ToContainTextAsync("notes.txt was left out");
    }

    [Fact]
    public async Task FolderWithTooManyManifests_IsRefusedBeforeItIsSent()
    {
        for (var number = 0; number <= MostFiles; number++)
        {
            Write($"map-{number}.yaml", "kind: ConfigMap\n");
        }

        await IsRefusedAsync($"These are {MostFiles + 1} manifests, and a form takes at most {MostFiles}.");
    }

    [Fact]
    public async Task FolderOfTooManyBytes_IsRefusedBeforeItIsSent()
    {
        Write("one.yaml", new string('#', MostBytes / 2));
        Write("two.yaml", new string('#', (MostBytes / 2) + 2048));

        await IsRefusedAsync("These files have 1026 KiB, and a form takes at most 1 MiB.");
    }

    private async Task IsRefusedAsync(string words)
    {
        await using var context = await browser.OpenAsync();
        var page = await host.OpenAsync(context, "/");
        var posts = 0;
        page.Request += (_, request) => posts += request.Method == "POST" ? 1 : 0;

        await page.Locator("#folder").SetInputFilesAsync(_folder.FullName);
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync(words);
        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();

        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.id === 'folder'"));
        Assert.Equal(0, posts);
    }

    private void Write(string name, string text)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
