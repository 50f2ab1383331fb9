namespace MicroService.Tests.AppHost.Embedded;

/// <summary>One AppHost for all tests of a class.</summary>
public sealed class SharedAppHost : IAsyncLifetime
{
    private AppHostProcess? _host;

    internal AppHostProcess Host => _host ?? throw new InvalidOperationException("The AppHost has not started.");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are Unix.");
        _host = await AppHostProcess.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await _host.DisposeAsync();
        }
    }
}
