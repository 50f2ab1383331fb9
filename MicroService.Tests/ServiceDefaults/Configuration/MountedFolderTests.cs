using System.Collections.Concurrent;
using MicroService.ServiceDefaults.Configuration;
using MicroService.Tests.Kubelet;

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

    private static (string, string?)[] Version(int number) => [.. Enumerable.Range(0, 20).Select(index => ($"key{index}", (string?)$"version {number}"))];
}
