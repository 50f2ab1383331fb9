using MicroService.Publishing;

namespace MicroService.Tests.Publishing.Files;

public sealed class MountedFilesTests
{
    private const string Manifest = """
        { "resources": { "c": { "type": "container.v0", "image": "example.com/c:1", "bindMounts": [ { "source": "SOURCE", "target": "/etc/c", "readOnly": true } ] } } }
        """;

    [Fact]
    public void FolderBesideTheManifest_BecomesAConfigMap()
    {
        using var folder = Folder("conf");
        Directory.CreateDirectory(folder.Path("conf", "sub"));
        File.WriteAllText(folder.Path("conf", "a.conf"), "listen 8080;\n");
        File.WriteAllText(folder.Path("conf", "sub", "b.conf"), "deeper\n");
        File.WriteAllBytes(folder.Path("conf", "c.bin"), [0xFF, 0x00]);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        var map = folder.Read("base/c/configmap.yaml");
        Assert.Contains("listen 8080;", map, StringComparison.Ordinal);
        Assert.Contains("c.bin: /wA=", map, StringComparison.Ordinal);
        Assert.Contains("path: sub/b.conf", folder.Read("base/c/deployment.yaml"), StringComparison.Ordinal);
        Assert.DoesNotContain("of the host", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void SingleFile_IsMountedAlone()
    {
        using var folder = Folder("c.json");
        File.WriteAllText(folder.Path("c.json"), "{}");

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("subPath: c.json", folder.Read("base/c/deployment.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void MoreThanAConfigMapHolds_IsRefusedUnlessOmitted()
    {
        using var folder = Folder("data.bin");
        File.WriteAllBytes(folder.Path("data.bin"), new byte[1024 * 1024 + 1]);

        var refused = PublishRun.Of(folder.Manifest, folder.Output);
        var omitted = PublishRun.Of(folder.Manifest, folder.Output, null, new Dictionary<string, string> { ["Kubernetes__Resources__c__Omit__0"] = "/etc/c" });

        Assert.Equal(PublishExitCodes.BadInput, refused.ExitCode);
        Assert.Contains("/resources/c/bindMounts/0/source: data.bin has 1,048,577 bytes", refused.Error, StringComparison.Ordinal);
        Assert.True(omitted.ExitCode == 0, omitted.ToString());
        Assert.DoesNotContain("of the host", omitted.Report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.pem", "-----BEGIN PRIVATE KEY-----")]
    [InlineData("site.pfx", "x")]
    [InlineData(".env", "A=b")]
    public void Key_IsNotPutIntoAConfigMap(string name, string content)
    {
        using var folder = Folder(name);
        File.WriteAllText(folder.Path(name), content);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("not published c", run.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("base/c/configmap.yaml", folder.Files().Keys);
    }

    [Theory]
    [InlineData("../elsewhere")]
    [InlineData("/etc/hostname")]
    [InlineData("missing")]
    public void FilesElsewhere_AreNotRead(string source)
    {
        using var folder = Folder(source);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains($"It has {source} of the host", run.Report, StringComparison.Ordinal);
    }

    private static PublishFolder Folder(string source) => new(Manifest.Replace("SOURCE", source, StringComparison.Ordinal));
}
