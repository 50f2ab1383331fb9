using System.Globalization;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary>podman with a store of its own, and the Api's image in it, which is made by the first test that asks.</summary>
public sealed class Podman : IAsyncDisposable
{
    // What a container may have at most, where this machine has more to give.
    private const long Files = 20_000;
    private const long Processes = 1024;

    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("microservice-podman-");
    private readonly Lazy<Task<ApiImage>> _image;

    public Podman() => _image = new Lazy<Task<ApiImage>>(() => ApiImage.BuildAsync(this));

    /// <summary>The most that processes of a container get, within what this machine lets any process have.</summary>
    internal static IReadOnlyList<string> Limits { get; } =
        ["--ulimit", $"nofile={Limit("Max open files", Files)}", "--ulimit", $"nproc={Limit("Max processes", Processes)}"];

    /// <summary>The Api's image; skips the running test where it cannot be made or run.</summary>
    internal Task<ApiImage> ImageAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can give containers what a kubelet gives them.");
        Assert.SkipUnless(IsInstalled("podman") && IsInstalled("runc"), "podman and runc are not installed (Debian: apt-get install podman runc), so no container was run.");
        Assert.SkipUnless(IsInstalled("clang") || IsInstalled("gcc"), "No linker for the native program is installed (Debian: apt-get install clang zlib1g-dev), so no container was run.");
        return _image.Value;
    }

    internal Task<ProcessResult> RunAsync(params IEnumerable<string> arguments)
    {
        string[] own =
        [
            "--root", Path.Combine(_store.FullName, "root"), "--runroot", Path.Combine(_store.FullName, "run"), "--tmpdir", Path.Combine(_store.FullName, "tmp"),
            // Neither systemd nor its journal may be there.
            "--cgroup-manager", "cgroupfs", "--events-backend", "none", "--runtime", "runc",
        ];
        return ChildProcess.RunAsync("podman", [.. own, .. arguments]);
    }

    /// <summary>Runs a command that has to succeed, and answers its output without the last line end.</summary>
    internal async Task<string> OutputAsync(params IEnumerable<string> arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"podman {string.Join(' ', arguments)} ended with {result.ExitCode}.\n{result.Output}{result.Error}");
        return result.Output.TrimEnd('\n');
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_image.IsValueCreated)
        {
            await RunAsync("rm", "--all", "--force", "--time", "0");
            await RunAsync("rmi", "--all", "--force");
        }

        _store.Delete(recursive: true);
    }

    private static bool IsInstalled(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin".Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    // "Max open files            1024                 20000                files": the hard one is the second.
    private static string Limit(string name, long most)
    {
        var hard = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var limit = long.TryParse(hard, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : most;
        return $"{limit}:{limit}";
    }
}
