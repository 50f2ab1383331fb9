using MicroService.Tests.Browsers;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(SharedBrowser))]

namespace MicroService.Tests.Browsers;

/// <summary>One Chromium for all tests, started by the first of them. Each test has a context of its own, which shares nothing with others.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

    // No sandbox in a container, and no connection to anywhere but this machine.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // A busy machine may take so long for a view.
    private const float Patience = 60_000;

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _started = new(StartAsync);

    /// <summary>A context; the test is skipped where no browser is installed.</summary>
    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(!Programs.Any(File.Exists), "Chromium is not installed (apt-get install chromium).");
        return await (await _started.Value).Browser.NewContextAsync(options);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            var (driver, browser) = await _started.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return (driver, await driver.Chromium.LaunchAsync(new() { ExecutablePath = Programs.First(File.Exists), Args = Arguments }));
    }
}
