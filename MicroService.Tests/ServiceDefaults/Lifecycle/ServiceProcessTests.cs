using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class ServiceProcessTests
{
    [Fact]
    public async Task WholeRunOfTheApi_IsLoggedAsJsonAndEndsWithSuccess()
    {
        await using var api = await ApiProcess.StartAsync();

        var exitCode = await api.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.Empty(api.Process.Error);
        Assert.NotEmpty(api.Process.Output);
        Assert.All(api.Process.Output, line => Assert.Equal(JsonValueKind.String, JsonElement.Parse(line).GetProperty("severity").ValueKind));
    }

    [Fact]
    public async Task BadConfigurationOfTheApi_EndsWith78AndIsLoggedAsJson()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["Management__Port"] = "abc", ["Lifecycle__DrainDelay"] = "soon" });

        var exitCode = await api.Process.WaitForExitAsync();

        Assert.Equal(78, exitCode);
        var lines = api.Process.Output.Select(line => JsonElement.Parse(line)).ToArray();
        var message = Assert.Single(lines, line => line.GetProperty("severity").GetString() == "CRITICAL").GetProperty("message").GetString();
        Assert.Contains("Management:Port is 'abc'", message, StringComparison.Ordinal);
        Assert.Contains("Lifecycle:DrainDelay is 'soon'", message, StringComparison.Ordinal);
    }
}
