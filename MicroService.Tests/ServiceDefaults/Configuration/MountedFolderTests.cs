using System.Collections.Concurrent;
using MicroService.ServiceDefaults.Configuration;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class MountedFolderTests
{
    [Fact]
    public async Task VolumeSwappedWhileRead_IsReadInOneVersion()
    {
        using var volume = new MountedVolume();
        await volume.SetAsync(Version(0));
        using var swapping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var seen = new ConcurrentDictionary<string, bool>();
        var reading = Task.Run(() =>
        {
            while (!swapping.IsCancellationRequested)
            {
                var content = MountedFolder.Read(volume.Path);
                Assert.Empty(content.Problems);
                Assert.Equal(20, content.Files.Count);
                seen.TryAdd(Assert.Single(content.Files.Values.Select(file => file.Value).Distinct()), true);
            }
        }, TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        // As often as it takes the reader, who may get no turn for a while, to see two.
        for (var version = 1; !reading.IsCompleted && !patience.IsCancellationRequested && (version <= 60 || seen.Count < 2); version++)
        {
            await volume.SetAsync(Version(version));
        }

        await swapping.CancelAsync();
        await reading;
        Assert.True(seen.Count >= 2);
    }

    [Fact]
    public async Task Volume_HasItsFilesAloneByKey()
    {
        using var volume = new MountedVolume();
        await volume.SetAsync(("A__B", "one\r\n"), (".hidden", "two"), ("c", " three "));

        var content = MountedFolder.Read(volume.Path);

        Assert.Equal(
            [("A:B", "one", Path.Combine(volume.Path, "A__B")), ("c", " three ", Path.Combine(volume.Path, "c"))],
            content.Files.Select(file => (file.Key, file.Value.Value, file.Value.Path)));
    }

    [Fact]
    public async Task FilesThatCannotBeSettings_AreProblems()
    {
        using var volume = new MountedVolume();
        await volume.SetAsync(("A__B", "1"), ("a__b", "2"), ("big", new string('x', MountedFolder.MaxBytes)));

        var content = MountedFolder.Read(volume.Path);

        Assert.Equal(["a:b", "big"], content.Problems.Select(problem => problem.Key));
    }

    [Fact]
    public async Task Pipe_HoldsNobodyUp()
    {
        using var volume = new MountedVolume();
        await volume.SetAsync(("A__B", "1"));
        var folder = Directory.CreateTempSubdirectory("microservice-pipe-");
        try
        {
            await ChildProcess.RunAsync("mkfifo", ["pipe"], workingDirectory: folder.FullName);
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "link"), Path.Combine(folder.FullName, "pipe"));
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "A__B"), Path.Combine(volume.Path, "A__B"));

            var content = MountedFolder.Read(folder.FullName);

            Assert.Equal([("A:B", "1"), ("link", ""), ("pipe", "")], content.Files.Select(file => (file.Key, file.Value.Value)).Order());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void FileInPlaceOfTheFolder_IsAProblem()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Contains("must be a folder", Assert.Single(MountedFolder.Read(file).Problems).Rule, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (string, string?)[] Version(int number) => [.. Enumerable.Range(0, 20).Select(index => ($"key{index}", (string?)$"version {number}"))];
}
