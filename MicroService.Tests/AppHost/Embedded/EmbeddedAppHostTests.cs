using System.Net;
using System.Net.Sockets;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class EmbeddedAppHostTests
{
    private const string OneCache = """
        { "resources": { "cache": { "type": "container.v1", "image": "garnet", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": PORT } } } } }
        """;

    public EmbeddedAppHostTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are Unix.");

    [Fact]
    public async Task Sigterm_StopsTheApiBeforeTheCacheAndLeavesNothing()
    {
        await using var host = await AppHostProcess.StartAsync();
        var children = host.Children();

        var exitCode = await host.StopAsync();

        Assert.Equal(0, exitCode);
        // Prometheus is part of the run where it is installed; nothing waits for it.
        Assert.Equal(["api", "cache"], host.Process.Output.Where(line => line.EndsWith(" is stopped", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim().Split(' ')[0]).Where(name => name != "prometheus"));
        await host.UntilAsync(() => !children.Values.Any(RunningProcess.Is));
    }

    [Fact]
    public async Task KilledAppHost_LeavesNothingOnLinux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems don't tell children of their parent's death.");
        await using var host = await AppHostProcess.StartAsync();
        var children = host.Children();

        RunningProcess.Kill(host.Process.Id);

        await host.UntilAsync(() => !children.Values.Any(RunningProcess.Is));
    }

    [Fact]
    public async Task SecondRun_HasTheSamePassword()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-apphost-");
        try
        {
            await using var first = await AppHostProcess.StartAsync(folder.FullName);
            var kept = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "parameters.json"), TestContext.Current.CancellationToken);
            await first.StopAsync();
            await using var second = await AppHostProcess.StartAsync(folder.FullName);

            Assert.Equal(kept, await File.ReadAllTextAsync(Path.Combine(folder.FullName, "parameters.json"), TestContext.Current.CancellationToken));
            await second.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task BusyPort_GivesAnotherThatIsShown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var busy = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var manifest = new ManifestOnDisk(OneCache.Replace("PORT", $"{busy}", StringComparison.Ordinal));
        await using var host = AppHostProcess.Launch(manifest.Path, fixedPorts: true);

        var line = await host.Process.WaitForOutputAsync(line => line.Contains("cache (garnet) is healthy", StringComparison.Ordinal));

        Assert.Contains($"port {busy} is taken, tcp is on {host.Ports("cache")[0]}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FreePort_IsTheManifests()
    {
        var free = LoopbackPorts.Next();
        using var manifest = new ManifestOnDisk(OneCache.Replace("PORT", $"{free}", StringComparison.Ordinal));
        await using var host = AppHostProcess.Launch(manifest.Path, fixedPorts: true);
        await host.WaitUntilHealthyAsync();

        Assert.Equal([free], host.Ports("cache"));
    }

    [Fact]
    public async Task WrongManifest_IsRefusedWithEveryProblem()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "project.v0" }, "b": { "type": "value.v0", "connectionString": "{c.value}" } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path);

        Assert.Equal(65, await host.Process.WaitForExitAsync());
        Assert.Equal(2, host.Process.Error.Count);
    }

    [Fact]
    public async Task ResourceThatRefusesItsConfiguration_EndsTheRunWithItsExitCode()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "sh", "workingDirectory": ".", "args": ["-c", "echo no such key; exit 78"] } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path);

        Assert.Equal(78, await host.Process.WaitForExitAsync());
        Assert.Contains(host.Process.Output, line => line.Contains("no such key", StringComparison.Ordinal));
        Assert.Contains(host.Process.Output, line => line.Contains("refuses its configuration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ProgramThatDoesNotExist_EndsTheRunWithAdvice()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "no-such-program", "workingDirectory": "." } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path);

        Assert.Equal(69, await host.Process.WaitForExitAsync());
        Assert.Contains(host.Process.Output, line => line.Contains("Install it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ResourceThatIgnoresSigterm_IsKilledWithAllThatItStarted()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "sh", "workingDirectory": ".", "args": ["-c", "trap '' TERM; sleep 1000 & echo child $!; wait; wait; sleep 1000"] } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path, stopTimeout: 1);
        var said = await host.Process.WaitForOutputAsync(line => line.Contains("child ", StringComparison.Ordinal));
        var grandchild = int.Parse(said[(said.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        await host.WaitUntilHealthyAsync();

        Assert.Equal(0, await host.StopAsync());
        await host.UntilAsync(() => !RunningProcess.Is(grandchild));
    }

    [Fact]
    public async Task SecondSignal_EndsEverythingAtOnce()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "sh", "workingDirectory": ".", "args": ["-c", "trap '' TERM; echo deaf from now on; while true; do sleep 1; done"] } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path, stopTimeout: 3600);
        await host.WaitUntilHealthyAsync();
        await host.Process.WaitForOutputAsync(line => line.Contains("deaf from now on", StringComparison.Ordinal));
        var child = host.Children()["a"];

        await host.Process.SignalAsync(ProcessSignal.Term);
        await host.Process.WaitForOutputAsync(line => line.Contains("again to stop at once", StringComparison.Ordinal));
        while (!host.Process.HasExited)
        {
            // The first half second counts as one request; after that each is the second one.
            await host.Process.SignalAsync(ProcessSignal.Term);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        Assert.Equal(143, await host.Process.WaitForExitAsync());
        await host.UntilAsync(() => !RunningProcess.Is(child));
    }

    [Fact]
    public async Task ProcessThatKeepsEndingBeforeItIsHealthy_EndsTheRun()
    {
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "sh", "workingDirectory": ".", "args": ["-c", "exit 3"], "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp" } } } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path);

        Assert.Equal(69, await host.Process.WaitForExitAsync());
        Assert.Contains(host.Process.Output, line => line.Contains("the last time with exit code 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ResourceThatListensBeyondLoopback_EndsTheRun()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Needs python3 for a server that takes no heed.");
        using var manifest = new ManifestOnDisk("""{ "resources": { "a": { "type": "executable.v0", "command": "python3", "workingDirectory": ".", "args": ["-m", "http.server", "{a.bindings.http.port}"], "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } } }""");
        await using var host = AppHostProcess.Launch(manifest.Path);

        Assert.Equal(69, await host.Process.WaitForExitAsync());
        Assert.Contains(host.Process.Output, line => line.Contains("which other machines can reach", StringComparison.Ordinal));
    }
}
