using MicroService.Tests.Processes;

namespace MicroService.Tests.Kubelet;

/// <summary>
/// A folder as the kubelet mounts ConfigMaps and secrets: the files are in a folder named for the moment, <c>..data</c> links to
/// it, and each file links through <c>..data</c>. A change is another such folder and one rename of the link.
/// </summary>
internal sealed class MountedVolume : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("microservice-volume-");
    private readonly Dictionary<string, string> _files = [];
    private int _version;

    /// <summary>The permissions of the files and the group that they belong to; null for those of this process.</summary>
    public (UnixFileMode Mode, long Group)? Protection { get; init; }

    /// <summary>The mount path.</summary>
    public string Path => System.IO.Path.Combine(_parent.FullName, "mounted");

    private string Data => System.IO.Path.Combine(Path, "..data");

    /// <summary>Mounts the files, or swaps to them all at once. A null value removes a file.</summary>
    public async Task SetAsync(params (string Name, string? Value)[] files)
    {
        foreach (var (name, value) in files)
        {
            if (value is null)
            {
                _files.Remove(name);
            }
            else
            {
                _files[name] = value;
            }
        }

        Directory.CreateDirectory(Path);
        var last = new DirectoryInfo(Data).LinkTarget;
        var version = $"..2026_11_24_21_30_00.{++_version:D10}";
        Directory.CreateDirectory(System.IO.Path.Combine(Path, version));
        foreach (var (name, value) in _files)
        {
            await WriteAsync(System.IO.Path.Combine(Path, version, name), value);
        }

        // One rename(2), which the runtime does not offer for links to folders.
        var next = System.IO.Path.Combine(Path, "..data_tmp");
        Directory.CreateSymbolicLink(next, version);
        Assert.Equal(0, (await ChildProcess.RunAsync("mv", ["-f", "-T", next, Data])).ExitCode);

        foreach (var name in _files.Keys)
        {
            var link = System.IO.Path.Combine(Path, name);
            if (!File.Exists(link))
            {
                File.CreateSymbolicLink(link, System.IO.Path.Combine("..data", name));
            }
        }

        foreach (var name in Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).OfType<string>().Where(name => !_files.ContainsKey(name)).ToArray())
        {
            File.Delete(System.IO.Path.Combine(Path, name));
        }

        if (last is not null)
        {
            Directory.Delete(System.IO.Path.Combine(Path, last), recursive: true);
        }
    }

    private async Task WriteAsync(string file, string value)
    {
        await File.WriteAllTextAsync(file, value);
        if (Protection is { } protection)
        {
            Assert.Equal(0, (await ChildProcess.RunAsync("chgrp", [$"{protection.Group}", file])).ExitCode);
            Assert.Equal(0, (await ChildProcess.RunAsync("chmod", [Convert.ToString((int)protection.Mode, 8), file])).ExitCode);
        }
    }

    /// <summary>Writes bytes into the current version, as no ConfigMap's text would be.</summary>
    public void Corrupt(string name, byte[] bytes)
    {
        // Not in place: an empty file would be seen in between.
        var next = System.IO.Path.Combine(Path, "..data", ".next");
        File.WriteAllBytes(next, bytes);
        File.Move(next, System.IO.Path.Combine(Path, "..data", name), overwrite: true);
    }

    /// <summary>Takes the volume away with its mount point.</summary>
    public void Vanish()
    {
        // At once, as volumes go: a folder that loses one file after the other is one that changes.
        var gone = $"{Path}-gone";
        Directory.Move(Path, gone);
        Directory.Delete(gone, recursive: true);
    }

    /// <summary>Takes the volume away and leaves the empty mount point.</summary>
    public void Unmount()
    {
        Vanish();
        Directory.CreateDirectory(Path);
    }

    public void Dispose() => _parent.Delete(recursive: true);
}
