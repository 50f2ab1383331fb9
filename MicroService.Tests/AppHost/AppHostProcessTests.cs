using System.Globalization;
using System.Net;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost;

/// <summary>The AppHost as people start it.</summary>
public sealed class AppHostProcessTests
{
    private const int Unavailable = 69;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Programs = ["/Aspire.Dashboard", "GarnetServer", "net10.0/MicroService.Api"];

    [Fact]
    public async Task ExportedManifest_IsTheCommittedOne()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-manifest-");
        var file = Path.Combine(folder.FullName, "aspire-manifest.json");

        var result = await AppHostProgram.RunAsync(["--publisher", "manifest", "--output-path", file]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        // Paths in a manifest are relative to its folder.
        var text = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
            .Replace(Path.GetRelativePath(folder.FullName, RepositoryRoot.Path).Replace('\\', '/') + "/", "", StringComparison.Ordinal);
        folder.Delete(recursive: true);
        var committed = RepositoryRoot.Combine("aspire-manifest.json");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(committed, text, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(committed, TestContext.Current.CancellationToken), text);
    }

    [Fact]
    public async Task PublishedModel_IsTheCommittedDeployment()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-deploy-");
        var committed = RepositoryRoot.Combine("deploy");

        var result = await AppHostProgram.RunAsync(["--operation", "publish", "--step", "publish", "--output-path", folder.FullName]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        var published = Directory.EnumerateFiles(folder.FullName, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(file => Path.GetRelativePath(folder.FullName, file), File.ReadAllText);
        folder.Delete(recursive: true);

        var listed = published[".published"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Append(".published");
        Assert.Equal(listed.Order(StringComparer.Ordinal), published.Keys.Order(StringComparer.Ordinal));
        Assert.All(published, file => Assert.Equal(File.ReadAllText(Path.Combine(committed, file.Key)), file.Value));
    }

    [Fact]
    public async Task ContainersWithoutARuntime_AreExplainedAtOnce()
    {
        // The client of Docker may be installed: what is asked for here answers to nobody.
        var result = await AppHostProgram.RunAsync([], new Dictionary<string, string>
        {
            ["AppHost__Containers"] = "true",
            ["ASPIRE_CONTAINER_RUNTIME"] = "docker",
            ["DOCKER_HOST"] = $"tcp://127.0.0.1:{LoopbackPorts.Next()}",
        });

        Assert.Equal(Unavailable, result.ExitCode);
        Assert.Contains("needs a running container runtime", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ProcessSignal.Term))]
    [InlineData(nameof(ProcessSignal.Int))]
    public async Task Signal_EndsEverythingWith0(string signal)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-apphost-");
        await using var host = AppHostProgram.Start([$"--AppHost:DataFolder={folder.FullName}"]);
        await host.WaitForOutputAsync(line => line.Contains("Distributed application started", StringComparison.Ordinal));
        var members = await ServingAsync(host.Id);

        await host.SignalAsync(Enum.Parse<ProcessSignal>(signal));
        var exitCode = await host.WaitForExitAsync(Patience);
        await WaitUntilGoneAsync(members);
        folder.Delete(recursive: true);

        Assert.True(exitCode == 0, string.Join('\n', host.Output.Concat(host.Error)));
        Assert.DoesNotContain(host.Output, line => line.StartsWith("warn:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ListensOnLoopbackAlone()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-apphost-");
        await using var host = AppHostProgram.Start([$"--AppHost:DataFolder={folder.FullName}"]);

        var members = await ServingAsync(host.Id);
        var sockets = members.SelectMany(member => ListeningSockets.Of(member.Id).Select(socket => (member.CommandLine, socket))).ToList();
        await host.SignalAsync(ProcessSignal.Term);
        await host.WaitForExitAsync(Patience);
        await WaitUntilGoneAsync(members);
        folder.Delete(recursive: true);

        Assert.All(sockets, open => Assert.True(IPAddress.IsLoopback(open.socket.Address), $"{open.CommandLine} listens on {open.socket}."));
    }

    // Every process of a run, once each of its programs listens.
    private static async Task<IReadOnlyList<(int Id, string CommandLine)>> ServingAsync(int host)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var members = Members(host);
            if (Programs.All(program => members.Any(member => member.CommandLine.Contains(program, StringComparison.Ordinal) && ListeningSockets.Of(member.Id).Count > 0)))
            {
                return members;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    // The orchestrator detaches itself; it names the AppHost whose end is its own.
    private static List<(int Id, string CommandLine)> Members(int host)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => (Id: int.Parse(name!, CultureInfo.InvariantCulture), CommandLine: CommandLine(name!))).ToList();
        var roots = all.Where(process => process.Id == host || process.CommandLine.Contains($" --monitor {host} ", StringComparison.Ordinal)).Select(process => process.Id);
        var ids = roots.SelectMany(ProcessTree.Members).Select(member => member.Id).ToHashSet();
        return [.. all.Where(process => ids.Contains(process.Id))];
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to somebody else.
            return "";
        }
    }

    private static async Task WaitUntilGoneAsync(IReadOnlyList<(int Id, string CommandLine)> processes)
    {
        using var patience = new CancellationTokenSource(Patience);
        // A number may belong to another process by now.
        while (processes.Where(process => CommandLine($"{process.Id}") == process.CommandLine && process.CommandLine.Length > 0).ToList() is { Count: > 0 } left)
        {
            Assert.False(patience.IsCancellationRequested, $"Still there: {string.Join('\n', left)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }
}
