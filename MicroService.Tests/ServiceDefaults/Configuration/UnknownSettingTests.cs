using MicroService.ServiceDefaults.Configuration;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class UnknownSettingTests
{
    [Fact]
    public async Task TypoAtStart_IsWarnedAboutWithTheNearestKey()
    {
        await using var api = new MountedApi();
        await api.StartAsync(("Lifecycle__DrainDelays", "1s"));

        Assert.Contains(
            "Lifecycle:DrainDelays is not known; did you mean Lifecycle:DrainDelay? (environment)", await api.WaitForEventAsync("UnknownKey"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TypoInAReload_IsWarnedAboutOnce()
    {
        await using var api = new MountedApi();
        await api.StartAsync();

        await api.Config.SetAsync(("Health__ChekTimeout", "1s"));
        Assert.Contains("did you mean Health:CheckTimeout?", await api.WaitForEventAsync("UnknownKey"), StringComparison.Ordinal);
        await api.Config.SetAsync(("Health__CheckTimeout", "800ms"));
        await api.WaitForAsync("Health:CheckTimeout", "800ms");

        Assert.Single(api.Events("UnknownKey"));
    }

    [Fact]
    public async Task ValidateConfig_WarnsAndSucceeds()
    {
        var result = await ApiProgram.RunAsync(["validate-config"], environment: new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__hystory"] = "Host=db;Password=planted-secret",
            ["Lifecylce__DrainDelay"] = "1s",
            ["History__Whatever"] = "1",
            ["Documents__0"] = "1",
        });

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Warning: ConnectionStrings:hystory is not known; did you mean ConnectionStrings:history?", result.Error, StringComparison.Ordinal);
        Assert.Contains("Warning: Lifecylce:DrainDelay is not known; did you mean Lifecycle:DrainDelay?", result.Error, StringComparison.Ordinal);
        Assert.Contains("Warning: History:Whatever is not known (environment)", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("planted-secret", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrdinaryConfiguration_HasNoWarning()
    {
        await using var api = new MountedApi();
        await api.StartAsync(("OTEL_SERVICE_NAME", "advisor"), ("Logging__LogLevel__Some.Category", "Warning"), ("ConnectionStrings__cache", "127.0.0.1:1"));

        Assert.Empty(api.Events("UnknownKey"));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("port", "Port", 0)]
    [InlineData("prot", "port", 1)]
    [InlineData("ports", "port", 1)]
    [InlineData("part", "port", 1)]
    [InlineData("abc", "", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void EditDistance_CountsSlips(string one, string other, int distance) => Assert.Equal(distance, EditDistance.Between(one, other));
}
