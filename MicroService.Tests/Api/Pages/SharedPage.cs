using MicroService.Tests.Api.Pages;
using MicroService.Tests.Api.Scans;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SharedPage))]

namespace MicroService.Tests.Api.Pages;

/// <summary>The page of an Api with a sample cluster that was scanned twice, started by the first test that needs it.</summary>
public sealed class SharedPage : IAsyncDisposable
{
    /// <summary>How long a busy machine may take.</summary>
    public const float Patience = 60_000;

    private readonly Lazy<Task<ScannedApi>> _api = new(async () =>
    {
        var api = await ScannedApi.StartAsync();
        await api.ScanAsync();
        await api.ScanAsync();
        return api;
    });

    /// <summary>The address of a view.</summary>
    public async Task<string> AddressAsync(string path) => new Uri((await _api.Value).Client.BaseAddress!, path).ToString();

    /// <summary>Calls the Api.</summary>
    public async Task<HttpClient> ClientAsync() => (await _api.Value).Client;

    /// <summary>Opens a view.</summary>
    public async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync(await AddressAsync(path));
        return page;
    }

    /// <summary>Opens the start and audits a text that was pasted.</summary>
    public async Task<IPage> AuditAsync(IBrowserContext context, string manifest, string? name = null)
    {
        var page = await OpenAsync(context, "/");
        await page.GetByLabel("Manifests, YAML or JSON").FillAsync(manifest);
        if (name is not null)
        {
            await page.GetByLabel("Name in the history").FillAsync(name);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Audit" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Result" })).ToBeVisibleAsync(new() { Timeout = Patience });
        return page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_api is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _api.Value).DisposeAsync();
        }
    }
}
