using MicroService.Tests.Kubelet;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class MountedEnvironmentTests : IAsyncLifetime
{
    private readonly MountedApi _api = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task EnvironmentInAFile_IsShownAsItCountsAndWarnedAbout()
    {
        await _api.Config.SetAsync(("ENVIRONMENT", "Development"));
        await _api.StartAsync();

        var setting = await _api.SettingAsync("ENVIRONMENT");

        Assert.Equal(("Production", "default"), ((string?)setting!["value"], (string?)setting["origin"]));
        Assert.Contains("ENVIRONMENT does not count here: it counts as ASPNETCORE_ENVIRONMENT", await _api.WaitForEventAsync("UnknownKey"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnvironmentThatAFileChanges_IsNotPromisedForTheNextStart()
    {
        await _api.StartAsync(("ASPNETCORE_ENVIRONMENT", "Staging"));
        var before = await _api.SettingAsync("ENVIRONMENT");

        await _api.Config.SetAsync(("ENVIRONMENT", "Development"));
        await _api.WaitForEventAsync("UnknownKey");

        Assert.Equal(("Staging", "environment"), ((string?)before!["value"], (string?)before["origin"]));
        Assert.Equal("Staging", (string?)(await _api.SettingAsync("ENVIRONMENT"))!["value"]);
        Assert.Empty(_api.Events("RestartNeeded"));
    }
}
