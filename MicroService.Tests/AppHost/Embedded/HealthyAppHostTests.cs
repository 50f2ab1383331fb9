using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.AppHost.Embedded;

/// <summary>What holds while everything runs, asked of one AppHost.</summary>
public sealed class HealthyAppHostTests(SharedAppHost shared) : IClassFixture<SharedAppHost>
{
    private AppHostProcess Host => shared.Host;

    [Fact]
    public async Task StartedModel_AnswersOnTheUrlThatItNames()
    {
        using var client = new HttpClient();

        var address = new Uri($"http://127.0.0.1:{Host.Ports("api")[1]}/health/ready");

        // On a busy machine a check may be late for once.
        await Calls.UntilAsync(
            async () =>
            {
                using var ready = await client.GetAsync(address, TestContext.Current.CancellationToken);
                return ready.StatusCode == HttpStatusCode.OK;
            },
            "It is not ready.");
    }

    [Fact]
    public async Task StartedModel_ListensOnLoopbackOnly()
    {
        var ports = Host.Ports("api").Concat(Host.Ports("cache")).ToList();

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => ports.Contains(listener.Port)).ToList();

        Assert.Equal(3, listeners.Select(listener => listener.Port).Distinct().Count());
        Assert.All(listeners, listener => Assert.True(IPAddress.IsLoopback(listener.Address), $"{listener}"));
    }

    [Fact]
    public async Task FolderInUse_IsRefused()
    {
        await using var other = AppHostProcess.Launch(folder: Host.Folder);

        Assert.Equal(69, await other.Process.WaitForExitAsync());
        Assert.Contains("--data-dir", string.Join('\n', other.Process.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CrashedApi_IsStartedAgain()
    {
        var crashed = Host.Children()["api"];
        var before = HealthyTimes();

        RunningProcess.Kill(crashed);
        await Host.Process.WaitForOutputAsync(line => line.Contains("api (project) is backing off: ended with exit code 137", StringComparison.Ordinal));
        await Host.UntilAsync(() => HealthyTimes() > before);

        Assert.NotEqual(crashed, Host.Children()["api"]);
    }

    [Fact]
    public void GeneratedPassword_IsNeverShown()
    {
        var passwords = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Host.Folder, "parameters.json")))!;

        Assert.NotEmpty(passwords);
        Assert.DoesNotContain(passwords.Values, password => Host.Process.Transcript().Contains(password, StringComparison.Ordinal));
    }

    private int HealthyTimes() => Host.Process.Output.Count(line => line.Contains("| api (project) is healthy", StringComparison.Ordinal));
}
