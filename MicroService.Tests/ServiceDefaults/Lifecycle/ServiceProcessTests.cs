using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

    // Without all of them the native program once ended with 134; the runtime of the framework-dependent build occupies them before any of our code runs.
    [Theory]
    [InlineData("<&- >&- 2>&-")]
    [InlineData("2>&-")]
    [InlineData(">&-")]
    [InlineData("<&-")]
    public async Task ClosedStandardDescriptors_AreNoReasonToFail(string closed)
    {
        await using var api = await ApiProcess.StartAsync(program: ServiceProgram.Api with { Wrapper = ["/bin/sh", "-c", $"exec \"$@\" {closed}", "sh"] });

        using var answer = await api.Api.GetAsync(new Uri("/v1/rules", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await api.StopAsync());
    }

    [Fact]
    public async Task Crash_LeavesTheDumpThatWasAskedForAfterTheLastLine()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-dump-");
        try
        {
            var dump = Path.Combine(folder.FullName, "dump");
            await using var greeter = await ApiProcess.StartAsync(
                new Dictionary<string, string> { ["DOTNET_DbgEnableMiniDump"] = "1", ["DOTNET_DbgMiniDumpType"] = "1", ["DOTNET_DbgMiniDumpName"] = dump },
                program: ServiceProgram.Greeter);
            using var answer = await greeter.Api.PostAsync(new Uri("/crash", UriKind.Relative), null, TestContext.Current.CancellationToken);

            Assert.Equal(134, await greeter.Process.WaitForExitAsync());

            // The program that writes the dump has lines of its own.
            var last = greeter.Process.Output.Last(static line => line.StartsWith('{'));
            Assert.Equal("CRITICAL", JsonElement.Parse(last).GetProperty("severity").GetString());
            Assert.True(File.Exists(dump), greeter.Process.Transcript());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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

    // The first is read by the lifetime, before the host looks at all of them.
    [Theory]
    [InlineData("Lifecycle:DrainDelay")]
    [InlineData("Limits:RequestTimeout")]
    public async Task BadConfigurationOfAnotherService_EndsWith78AndIsLoggedAsJson(string key)
    {
        await using var greeter = ApiProcess.Launch(
            new Dictionary<string, string> { [key.Replace(":", "__", StringComparison.Ordinal)] = "soon" }, program: ServiceProgram.Greeter);

        var exitCode = await greeter.Process.WaitForExitAsync();

        Assert.True(exitCode == 78, greeter.Process.Transcript());
        Assert.Empty(greeter.Process.Error);
        var lines = greeter.Process.Output.Select(line => JsonElement.Parse(line)).ToArray();
        var critical = Assert.Single(lines, line => line.GetProperty("severity").GetString() == "CRITICAL");
        Assert.Contains($"{key} is 'soon': it must be a duration from", critical.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsFileThatIsNoJson_EndsWith78AndIsLoggedAsJson()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-settings-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "appsettings.json"), "{ \"Server\": ", TestContext.Current.CancellationToken);
            await using var api = ApiProcess.Launch(folder: folder.FullName);

            var exitCode = await api.Process.WaitForExitAsync();

            Assert.Equal(78, exitCode);
            Assert.Empty(api.Process.Error);
            Assert.Equal("CRITICAL", JsonElement.Parse(Assert.Single(api.Process.Output)).GetProperty("severity").GetString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task FailureInTheBackground_EndsWith70()
    {
        await using var service = RunningService.Build(builder => builder.Services.AddHostedService<Failing>());

        Assert.Equal(70, await service.RunServiceAsync());
    }

    [Fact]
    public async Task SignalWhileItStarts_EndsInOrderAfterTheStart()
    {
        var log = new RecordedLog();
        await using var service = RunningService.Build(builder => builder.Services.AddHostedService<Signalling>(), log: log);

        Assert.Equal(0, await service.RunServiceAsync());

        Assert.DoesNotContain(log.Lines, static line => line.GetProperty("severity").GetString() is "ERROR" or "CRITICAL");
        Assert.Contains(log.Lines, static line => line.TryGetProperty("event", out var name) && name.GetString() == "Started");
    }

    [Fact]
    public async Task AddressesOfTheHost_AreTakenWithoutAWarning()
    {
        var port = LoopbackPorts.Next();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["HTTP_PORTS"] = "", ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}" });
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/v1/rules"), TestContext.Current.CancellationToken);

        await api.StopAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // The server's heart says so where the machine stops for a second, which is no matter of the addresses.
        Assert.DoesNotContain(
            api.Process.Output.Where(static line => !line.Contains("\"HeartbeatSlow\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line)),
            static line => line.GetProperty("severity").GetString() != "INFO" && line.GetProperty("component").GetString()!.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));
    }

    // Its start takes as long as nobody cuts it short, up to a moment.
    private sealed class Signalling(DrainLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.Signal(PosixSignal.SIGTERM);
            return Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Failing : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new InvalidOperationException("It fails on purpose.");
    }
}
