using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost.Embedded;

/// <summary>A running AppHost on the built projects, with free ports and a data folder of its own.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private static readonly string Assembly =
        RepositoryRoot.Combine("MicroService.AppHost", "bin", RepositoryRoot.Configuration, "net10.0", "MicroService.AppHost.dll");

    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private AppHostProcess(ChildProcess process, DirectoryInfo folder, bool ownsFolder) => (Process, _folder, _ownsFolder) = (process, folder, ownsFolder);

    public ChildProcess Process { get; }

    /// <summary>Its data folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Starts the AppHost and returns at once. A <paramref name="folder"/> given is kept, for another run.</summary>
    public static AppHostProcess Launch(string? manifest = null, string? folder = null, bool fixedPorts = false, int stopTimeout = 30)
    {
        var directory = folder is null ? Directory.CreateTempSubdirectory("microservice-apphost-") : Directory.CreateDirectory(folder);
        string[] arguments =
        [
            Assembly, "run", "--no-build", "--data-dir", directory.FullName, "--stop-timeout", $"{stopTimeout}",
            "--manifest", manifest ?? RepositoryRoot.Combine("aspire-manifest.json"),
            .. fixedPorts ? Array.Empty<string>() : ["--no-fixed-ports"],
        ];
        return new AppHostProcess(ChildProcess.Start("dotnet", arguments), directory, folder is null);
    }

    /// <summary>Starts the AppHost and waits until it says that everything is healthy.</summary>
    public static async Task<AppHostProcess> StartAsync(string? folder = null)
    {
        var host = Launch(folder: folder);
        await host.WaitUntilHealthyAsync();
        return host;
    }

    public Task WaitUntilHealthyAsync() => Process.WaitForOutputAsync(line => line.Contains("Everything is healthy", StringComparison.Ordinal));

    /// <summary>The ports that the output states for a resource, in the order of its bindings.</summary>
    public IReadOnlyList<int> Ports(string resource)
    {
        var line = Process.Output.Last(line => line.Contains($"| {resource} (", StringComparison.Ordinal) && line.Contains(" is healthy at ", StringComparison.Ordinal));
        return [.. Port().Matches(line).Select(match => int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>The process ids of the resources that run, by name, as the AppHost records them for its next run.</summary>
    public IReadOnlyDictionary<string, int> Children() =>
        File.ReadAllLines(Path.Combine(Folder, "processes.tsv"))
            .Select(line => line.Split('\t'))
            .ToDictionary(fields => fields[0], fields => int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Waits until something is so; fails with what was written where it takes too long.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, Process.Transcript());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async Task<int> StopAsync()
    {
        await Process.SignalAsync(ProcessSignal.Term);
        return await Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"localhost:(\d+)")]
    private static partial Regex Port();
}
