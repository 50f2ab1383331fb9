using System.Formats.Tar;
using System.Text.Json.Nodes;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary><c>container/build</c> with some program of this system.</summary>
public sealed class ContainerBuildTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("microservice-build-").FullName;

    private string Archive => Path.Combine(_folder, "api.tar");

    [Fact]
    public async Task Certificates_AreWhereTheImageSaysTheyAre()
    {
        var result = await BuildAsync("/usr/bin/env");
        Assert.SkipWhen(result.ExitCode == 69, result.Error);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));

        var manifest = Assert.Single(JsonNode.Parse(Read("./manifest.json"))!.AsArray())!;
        var variables = JsonNode.Parse(Read($"./{manifest["Config"]}"))!["config"]!["Env"]!.AsArray().Select(variable => ((string)variable!).Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        using var layer = new MemoryStream(Read($"./{Assert.Single(manifest["Layers"]!.AsArray())}"));
        Assert.Contains("-----BEGIN CERTIFICATE-----"u8.ToArray(), Read(layer, $".{variables["SSL_CERT_FILE"]}"));
    }

    [Fact]
    public async Task EachLibrary_IsThereOnce()
    {
        var result = await BuildAsync("/usr/bin/env");
        Assert.SkipWhen(result.ExitCode == 69, result.Error);

        var manifest = JsonNode.Parse(Read("./manifest.json"))![0]!;
        using var layer = new MemoryStream(Read($"./{manifest["Layers"]![0]}"));
        using var reader = new TarReader(layer);
        var files = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            files.Add(Path.GetFileName(entry.Name));
        }

        Assert.Equal(["libc.so.6", "libcrypto.so.3", "libssl.so.3"], files.Where(file => file is "libc.so.6" or "libcrypto.so.3" or "libssl.so.3").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("localhost:5000/api")]
    [InlineData("localhost/api:")]
    public async Task ImageWithoutATag_IsRefused(string image)
    {
        var result = await BuildAsync("/usr/bin/env", "--image", image);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{image} has no tag", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScriptForAProgram_IsRefused()
    {
        var result = await BuildAsync(RepositoryRoot.Combine("container", "build"));

        Assert.Equal(65, result.ExitCode);
        Assert.Contains("is no program for Linux on x64 or arm64", result.Error, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // From a folder of its own: the libraries beside a program belong to it.
    private async Task<ProcessResult> BuildAsync(string program, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Images are made of a Linux system.");
        var own = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "program")).FullName, Path.GetFileName(program));
        File.Copy(program, own);
        return await ChildProcess.RunAsync(RepositoryRoot.Combine("container", "build"), ["--program", own, "--output", Archive, .. arguments]);
    }

    private byte[] Read(string path)
    {
        using var archive = File.OpenRead(Archive);
        return Read(archive, path);
    }

    private static byte[] Read(Stream archive, string path)
    {
        using var reader = new TarReader(archive, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.Name == path)
            {
                using var content = new MemoryStream();
                entry.DataStream!.CopyTo(content);
                return content.ToArray();
            }
        }

        throw new FileNotFoundException(path);
    }
}
