using System.Globalization;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary>podman with a store of its own, and the Api's image in it, which is made by the first test that asks.</summary>
public sealed class Podman : IAsyncDisposable
{
    // What a container may have at most, where this machine has more to give.
    private const long Files = 20_000;
    private const long Processes = 1024;

    private const string StorePrefix = "microservice-podman-";

    // Whose store it is stands in its name, so that a later run can tell what a killed one has left.
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory($"{StorePrefix}{Environment.ProcessId}-");
    private readonly Lazy<Task<ApiImage>> _image;

    public Podman() => _image = new Lazy<Task<ApiImage>>(MakeImageAsync);

    /// <summary>The most that processes of a container get, within what this machine lets any process have, and the seconds after which it ends if nobody has ended it.</summary>
    internal static IReadOnlyList<string> Limits { get; } =
        ["--timeout", "900", "--ulimit", $"nofile={Limit("Max open files", Files)}", "--ulimit", $"nproc={Limit("Max processes", Processes)}"];

    /// <summary>The Api's image; skips the running test where it cannot be made or run.</summary>
    internal Task<ApiImage> ImageAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can give containers what a kubelet gives them.");
        Assert.SkipUnless(IsInstalled("podman") && IsInstalled("runc"), "podman and runc are not installed (Debian: apt-get install podman runc), so no container was run.");
        Assert.SkipUnless(IsInstalled("clang") || IsInstalled("gcc"), "No linker for the native program is installed (Debian: apt-get install clang zlib1g-dev), so no container was run.");
        return _image.Value;
    }

    internal Task<ProcessResult> RunAsync(params IEnumerable<string> arguments) => RunAsync(_store, arguments);

    private static Task<ProcessResult> RunAsync(DirectoryInfo store, params IEnumerable<string> arguments)
    {
        string[] own =
        [
            "--root", Path.Combine(store.FullName, "root"), "--runroot", Path.Combine(store.FullName, "run"), "--tmpdir", Path.Combine(store.FullName, "tmp"),
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
            await EmptyAsync(_store);
        }

        _store.Delete(recursive: true);
    }

    private async Task<ApiImage> MakeImageAsync()
    {
        foreach (var left in Abandoned(Path.GetTempPath()))
        {
            await EmptyAsync(left);
            left.Delete(recursive: true);
        }

        return await ApiImage.BuildAsync(this);
    }

    /// <summary>The stores in a folder whose process is gone.</summary>
    internal static IEnumerable<DirectoryInfo> Abandoned(string folder) =>
        new DirectoryInfo(folder).EnumerateDirectories($"{StorePrefix}*")
            .Where(store => store.Name[StorePrefix.Length..].Split('-') is [var process, _] && int.TryParse(process, CultureInfo.InvariantCulture, out _) && !Directory.Exists($"/proc/{process}"))
            .ToArray();

    private static async Task EmptyAsync(DirectoryInfo store)
    {
        await RunAsync(store, "rm", "--all", "--force", "--time", "0");
        await RunAsync(store, "rmi", "--all", "--force");
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
