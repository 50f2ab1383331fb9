using MicroService.Publishing.Kustomize;

namespace MicroService.Tests.Publishing.Kustomize;

public sealed class DeploymentFolderTests : IDisposable
{
    private static readonly string Mark = GeneratedMark.For("aspire-manifest.json");
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("microservice-publish-");

    [Fact]
    public void FirstRun_WritesEverythingAndTheList()
    {
        Publish(("base/a.yaml", "a: 1\n"), ("base/web/b.yaml", "b: 1\n"));

        Assert.Equal([".published", "base/a.yaml", "base/web/b.yaml"], OnDisk());
        Assert.Equal($"{Mark}base/a.yaml\nbase/web/b.yaml\n", File.ReadAllText(Full(".published")));
    }

    [Fact]
    public void SecondRun_TouchesNothing()
    {
        Publish(("base/a.yaml", "a: 1\n"));
        var before = File.GetLastWriteTimeUtc(Full("base/a.yaml"));

        var changes = Publish(("base/a.yaml", "a: 1\n"));

        Assert.All(changes, change => Assert.Equal(FileChangeKind.Same, change.Kind));
        Assert.Equal(before, File.GetLastWriteTimeUtc(Full("base/a.yaml")));
    }

    [Fact]
    public void FileOfAnEarlierRun_IsRemovedWithItsFolder()
    {
        Publish(("base/a.yaml", $"{Mark}a: 1\n"), ("base/old/b.yaml", $"{Mark}b: 1\n"));

        Publish(("base/a.yaml", $"{Mark}a: 2\n"));

        Assert.Equal([".published", "base/a.yaml"], OnDisk());
        Assert.False(Directory.Exists(Full("base/old")));
    }

    [Fact]
    public void FileOfOthers_StaysWhereItIs()
    {
        Publish(("base/old/b.yaml", $"{Mark}b: 1\n"));
        File.WriteAllText(Full("base/old/mine.yaml"), "mine: true\n");

        Publish(("base/a.yaml", "a: 1\n"));

        Assert.Equal([".published", "base/a.yaml", "base/old/mine.yaml"], OnDisk());
    }

    [Fact]
    public void FileThatOthersPutInThePlaceOfOurs_Stays()
    {
        Publish(("base/a.yaml", $"{Mark}a: 1\n"));
        File.WriteAllText(Full("base/a.yaml"), "mine: true\n");

        Publish();

        Assert.Equal([".published", "base/a.yaml"], OnDisk());
    }

    [Fact]
    public void FolderThatIsALink_IsNeitherWrittenThroughNorDeletedFrom()
    {
        var elsewhere = Directory.CreateDirectory(Full("elsewhere")).FullName;
        File.WriteAllText(Path.Combine(elsewhere, "old.yaml"), $"{Mark}old: 1\n");
        var deploy = Directory.CreateDirectory(Full("deploy")).FullName;
        File.WriteAllText(Path.Combine(deploy, ".published"), $"{Mark}base/old.yaml\n");
        Directory.CreateSymbolicLink(Path.Combine(deploy, "base"), elsewhere);

        var changes = new DeploymentFolder(deploy).Compare([new PublishedFile("base/web/a.yaml", "a: 1\n")], Mark);

        Assert.Equal(FileChangeKind.Linked, changes.Single(change => change.Path == "base/web/a.yaml").Kind);
        Assert.DoesNotContain(changes, change => change.Kind == FileChangeKind.Removed);
    }

    [Fact]
    public void FileOfOthersInTheWay_IsForeign()
    {
        File.WriteAllText(Full("a.yaml"), "mine: true\n");

        var change = Assert.Single(new DeploymentFolder(_root.FullName).Compare([new PublishedFile("a.yaml", $"{Mark}a: 1\n")], Mark), change => change.Path == "a.yaml");

        Assert.Equal(FileChangeKind.Foreign, change.Kind);
    }

    [Fact]
    public void FileOfOthersInThePlaceOfOurs_IsForeign()
    {
        Publish(("base/a.yaml", $"{Mark}a: 1\n"));
        File.WriteAllText(Full("base/a.yaml"), "mine: true\n");

        var changes = new DeploymentFolder(_root.FullName).Compare([new PublishedFile("base/a.yaml", $"{Mark}a: 2\n")], Mark);

        Assert.Equal(FileChangeKind.Foreign, changes.Single(change => change.Path == "base/a.yaml").Kind);
    }

    [Fact]
    public void FileWithTheMark_IsOursWithoutTheList()
    {
        Publish(("a.yaml", $"{Mark}a: 1\n"));
        File.Delete(Full(".published"));

        var changes = Publish(("a.yaml", $"{Mark}a: 2\n"));

        Assert.Equal(FileChangeKind.Changed, changes.Single(change => change.Path == "a.yaml").Kind);
    }

    [Theory]
    [InlineData("../outside.yaml")]
    [InlineData("base/../../outside.yaml")]
    [InlineData("/etc/hostname")]
    public void ListThatNamesAFileOutside_RemovesNothingThere(string path)
    {
        var folder = Directory.CreateDirectory(Full("deploy")).FullName;
        File.WriteAllText(Full("outside.yaml"), "mine: true\n");
        File.WriteAllText(Path.Combine(folder, ".published"), $"{Mark}{path}\n");

        var changes = new DeploymentFolder(folder).Compare([], Mark);

        Assert.DoesNotContain(changes, change => change.Kind == FileChangeKind.Removed);
    }

    [Fact]
    public void FolderThatCannotBeWritten_StaysAsItWas()
    {
        Publish(("base/a.yaml", "a: 1\n"));
        // A file stands where a folder is needed: the draft is written, the move fails before it.
        File.WriteAllText(Full("overlays"), "mine\n");
        var folder = new DeploymentFolder(_root.FullName);

        Assert.ThrowsAny<IOException>(() => folder.Apply(folder.Compare([new PublishedFile("overlays/dev/k.yaml", "k: 1\n")], Mark)));

        Assert.Equal([".published", "base/a.yaml", "overlays"], OnDisk());
    }

    public void Dispose() => _root.Delete(recursive: true);

    private IReadOnlyList<FileChange> Publish(params (string Path, string Content)[] files)
    {
        var folder = new DeploymentFolder(_root.FullName);
        var changes = folder.Compare([.. files.Select(file => new PublishedFile(file.Path, file.Content))], Mark);
        folder.Apply(changes);
        return changes;
    }

    private string Full(string path) => Path.Combine(_root.FullName, path);

    private string[] OnDisk() =>
        [.. _root.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_root.FullName, file.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];
}
