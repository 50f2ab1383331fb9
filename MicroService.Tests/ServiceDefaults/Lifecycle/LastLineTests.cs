using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class LastLineTests
{
    [Theory]
    [InlineData("HTTP_PORTS")]
    [InlineData("Management__Port")]
    public async Task PortThatIsTaken_IsTheLastLineOfExitCode70(string variable)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { [variable] = $"{((IPEndPoint)other.LocalEndpoint).Port}" });

        Assert.Equal(70, await api.Process.WaitForExitAsync());

        AssertLastAndOnlyCritical(api, "address already in use");
    }

    [Theory]
    [InlineData("Data Source=/dev/null/history.db", "Missing: history (IOException)")]
    [InlineData("Data Source=history.db;Mode=ReadOnly", "Missing: history (SqliteException: error 14)")]
    public async Task DependencyThatIsMissing_IsTheLastLineOfExitCode69WithTheReason(string connectionString, string expected)
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string>
        {
            ["ConnectionStrings__history"] = connectionString,
            ["Health__StartupDeadline"] = "1s",
        });

        Assert.Equal(69, await api.Process.WaitForExitAsync());

        AssertLastAndOnlyCritical(api, expected);
    }

    private static void AssertLastAndOnlyCritical(ApiProcess api, string text)
    {
        var lines = api.Process.Output.Select(line => JsonElement.Parse(line)).ToArray();
        var critical = Assert.Single(lines, line => line.GetProperty("severity").GetString() == "CRITICAL");
        Assert.True(lines[^1].GetRawText() == critical.GetRawText(), api.Process.Transcript());
        Assert.Contains(text, critical.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.GetRawText().Contains("BackgroundService failed", StringComparison.Ordinal));
        Assert.Empty(api.Process.Error);
    }
}
